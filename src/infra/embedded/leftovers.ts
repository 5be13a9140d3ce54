import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive } from "./record.ts";

const stoppingMs = 2_500;
// Backends see by themselves that their postmaster is gone, but for those in the middle of a computation.
const orphanedMs = 300;

/**
 * Ends what an earlier server left behind in a data folder: a postmaster whose keeper was killed a moment ago and that is
 * still stopping, or the backends of a postmaster that was itself killed. Nothing else may start there before.
 * @returns a process that has by chance the id in the lock file, if there is one: Postgres must be told to ignore it.
 */
export const evictLeftovers = async (data: string): Promise<number | undefined> => {
  const postmaster = lockFilePid(data);
  if (postmaster === undefined) return undefined;
  const folder = realpathSync(data);
  let left = processesIn(folder, postmaster);
  const stopping = left.includes(postmaster);
  if (stopping) signal(postmaster, "SIGINT");
  const until = Date.now() + (stopping ? stoppingMs : orphanedMs);
  while (left.length > 0 && Date.now() < until) {
    await delay(15);
    left = processesIn(folder, postmaster);
  }
  for (const pid of left) signal(pid, "SIGKILL");
  return isAlive(postmaster) && !left.includes(postmaster) ? postmaster : undefined;
};

/** The process that Postgres's own lock file names, running or not. */
export const lockFilePid = (data: string): number | undefined => {
  const pid = Number(lockFile(data)?.split("\n")[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
};

/** Postgres's lock file, which also says how far it has come; `undefined` where no server is, nor was one killed. */
export const lockFile = (data: string): string | undefined => {
  try {
    return readFileSync(join(data, "postmaster.pid"), "utf8");
  } catch {
    return undefined;
  }
};

// A server and all its backends work in the data folder.
const processesIn = (folder: string, postmaster: number): readonly number[] => {
  if (process.platform !== "linux") return runsIn(postmaster, folder) ? [postmaster] : [];
  return readdirSync("/proc").flatMap((name) => {
    try {
      return readlinkSync(`/proc/${name}/cwd`) === folder ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
};

const runsIn = (pid: number, folder: string): boolean =>
  isAlive(pid) && spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout.includes(folder);

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
};
