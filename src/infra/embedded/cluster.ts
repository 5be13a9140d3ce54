import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Binaries } from "./binaries.ts";
import type { EmbeddedFiles } from "./files.ts";
import { explain, type Log } from "./log.ts";
import type { Account, RunAs } from "./runAs.ts";
import { spawnTied, type Tied } from "./tied.ts";
import { EmbeddedUnavailable } from "./unavailable.ts";

/** What is needed to run a program of Postgres for one home. */
export type Workshop = {
  readonly files: EmbeddedFiles;
  readonly binaries: Binaries;
  readonly runAs: RunAs;
  readonly log: Log;
  /** Is told of each program that was started, so that it can be released. */
  readonly started: (program: Tied) => void;
};

/** The superuser and the database of the cluster. */
export const role = "postgres";
export const database = "muster";

/** Creates the cluster where there is none yet: under another name first, so that one half made never counts. */
export const ensureCluster = async (workshop: Workshop): Promise<void> => {
  const { files, runAs } = workshop;
  if (existsSync(join(files.data, "PG_VERSION"))) {
    adopt(files.cluster, runAs.owner);
    // A copy that was put back may have lost the mode on which Postgres insists.
    chmodSync(files.data, 0o700);
  } else {
    sweep(files.home);
    await create(workshop, join(files.home, `${draftPrefix}${process.pid}`));
  }
};

const draftPrefix = "postgres.new-";

const create = async (workshop: Workshop, draft: string): Promise<void> => {
  const { files, binaries, runAs } = workshop;
  if (existsSync(files.cluster)) {
    throw new EmbeddedUnavailable(`${files.cluster} is there but holds no cluster of Postgres: move it away.`);
  }
  try {
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(join(draft, "password"), `${randomBytes(24).toString("hex")}\n`, { mode: 0o600 });
    adopt(draft, runAs.owner);
    const data = join(draft, "data");
    const access = ["-U", role, "--pwfile", join(draft, "password"), "-A", "scram-sha-256"];
    await run(workshop, [binaries.initdb, "-D", data, ...access, "--locale=C", "-E", "UTF8", "--no-instructions"]);
    await run(workshop, ["/bin/sh", "-c", renameDatabase, binaries.postgres, data]);
    renameSync(draft, files.cluster);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
};

// One database instead of an empty "postgres" beside ours.
const renameDatabase = `echo 'ALTER DATABASE postgres RENAME TO ${database}' | "$0" --single -D "$1" template1`;

const run = async (workshop: Workshop, command: readonly string[]): Promise<void> => {
  const { log, runAs } = workshop;
  const from = log.size();
  const program = spawnTied("KILL", command, runAs, log.descriptor);
  workshop.started(program);
  if ((await program.exited) !== 0) throw new EmbeddedUnavailable(explain("could not create its cluster", log, from));
};

/** Gives a folder and all below it to the account that Postgres runs as, where that is not the user's own. */
const adopt = (folder: string, owner: Account | undefined): void => {
  if (owner === undefined || statSync(folder).uid === owner.uid) return;
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    chownSync(join(folder, entry), owner.uid, owner.gid);
  }
  chownSync(folder, owner.uid, owner.gid);
};

// What a keeper that was killed left half made.
const sweep = (home: string): void => {
  for (const name of readdirSync(home)) {
    if (name.startsWith(draftPrefix)) rmSync(join(home, name), { recursive: true, force: true });
  }
};
