import { execFile } from "node:child_process";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readConfig } from "../../src/config.ts";
import { openMuster } from "../../src/openMuster.ts";
import { compared, median, type Row, rounds } from "../support/figures.ts";
import type { Server } from "../support/server.ts";

const sample = fileURLToPath(new URL("../../examples/user_preferences.json", import.meta.url));
const asked = 200;

// What a script did before there was Muster: read the file, parse it, take the team's members out of it.
const parse = `const { readFileSync } = require("node:fs");
  const text = readFileSync(process.argv[1], "utf8").replace(/^\\uFEFF/, "");
  if (Object.keys(JSON.parse(text)).length === 0) process.exit(1);`;

/** A process that parses the file, as the old way did ÷ the roster as a process that runs already reads it. */
export async function oldWay(server: Server, count: number): Promise<readonly Row[]> {
  const home = join(server.home, "old-way");
  await mkdir(home, { recursive: true });
  const file = join(home, "preferences.json");
  await copyFile(sample, file);
  const environment = { DATABASE_URL: await server.database(), MUSTER_HOME: home, MUSTER_FILE: file };
  const muster = await openMuster(readConfig(environment), { workingDirectory: home, environment });
  await muster.importRoster({ path: file, context: { actor: { issuer: "bench", subject: "bench" } } });
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };
  const several = async (times: number, work: () => Promise<unknown>): Promise<number> => {
    const all: number[] = [];
    for (let n = 0; n < times; n++) all.push(await timed(work));
    return median(all);
  };
  const ours = () => several(asked, () => muster.queries.roster({ team: "engineering" }));
  const theirs = () => several(5, () => promisify(execFile)(process.execPath, ["-e", parse, file]));
  await ours();
  const pairs = await rounds(count, async () => ({ ours: await ours(), baseline: await theirs() }));
  await muster.close();
  return [compared("json-10x", "ms", pairs, { least: 10, inverse: true })];
}
