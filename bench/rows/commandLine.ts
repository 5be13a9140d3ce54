import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { attachEmbedded } from "../../src/infra/embedded/attach.ts";
import { alone, median, type Row } from "../support/figures.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));

/** `muster roster` as a whole process, without npm: with Postgres up, and with it down. */
export async function commandLine(count: number): Promise<readonly Row[]> {
  const home = await mkdtemp(join(tmpdir(), "muster-bench-cli-"));
  const env = { ...process.env, MUSTER_HOME: home, DATABASE_URL: "", EVENTSTORE_URL: "" };
  const muster = async (...args: readonly string[]): Promise<number> => {
    const started = performance.now();
    await promisify(execFile)(process.execPath, [main, ...args], { cwd: root, env });
    return performance.now() - started;
  };
  await muster("quickstart");
  const warm: number[] = [];
  const cold: number[] = [];
  for (let n = 0; n < count; n++) {
    const attachment = await attachEmbedded(home);
    warm.push(await muster("roster"));
    await attachment.leave();
    await down(attachment.url);
    cold.push(await muster("roster"));
  }
  await down((await attachEmbedded(home).then(async (last) => (await last.leave(), last))).url);
  await rm(home, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
  return [
    alone("cli-roster-warm", "ms", median(warm), { most: 600 }),
    alone("cli-roster-cold", "ms", median(cold), { most: 1200 }),
  ];
}

/** Waits until nothing listens there any more. */
async function down(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const answers = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(Number(port), hostname);
      const told = (answer: boolean) => {
        socket.destroy();
        resolve(answer);
      };
      socket.once("connect", () => told(true)).once("error", () => told(false));
    });
  while (await answers()) await sleep(50);
}
