import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Muster } from "../../src/app/muster.ts";
import { readConfig } from "../../src/config.ts";
import { openMuster } from "../../src/openMuster.ts";
import { alone, percentile, type Row } from "../support/figures.ts";
import type { Server } from "../support/server.ts";

const sample = fileURLToPath(new URL("../../examples/user_preferences.json", import.meta.url));
const context = () => ({ commandId: randomUUID(), actor: { issuer: "bench", subject: "bench" } });

/** From calling a command, with a live projector in the process, to its row being readable and to its being in the file. */
export async function visible(server: Server, samples: number): Promise<readonly Row[]> {
  const folder = join(server.home, "visible");
  await mkdir(folder, { recursive: true });
  const file = join(folder, "preferences.json");
  await copyFile(sample, file);
  const environment = { DATABASE_URL: await server.database(), MUSTER_HOME: folder, MUSTER_FILE: file };
  const muster = await openMuster(readConfig(environment), { workingDirectory: folder, environment });
  await muster.importRoster({ path: file, context: { actor: context().actor } });
  const ending = new AbortController();
  const running = muster.run(ending.signal, (problem) => console.error(problem));
  const memberId = await registered(muster);
  const rows: number[] = [];
  const files: number[] = [];
  for (let n = 0; n < samples; n++) {
    const name = `Ada the ${n}.`;
    const started = performance.now();
    await rename(muster, memberId, name);
    while ((await muster.queries.member(memberId))?.name !== name) await turn();
    rows.push(performance.now() - started);
    while (!readFileSync(file, "utf8").includes(name)) await turn();
    files.push(performance.now() - started);
  }
  ending.abort();
  await running;
  await muster.close();
  return [
    alone("command-visible", "ms (p95)", percentile(rows, 0.95), { most: 15 }),
    alone("as-json", "ms (p95)", percentile(files, 0.95), { most: 250 }),
  ];
}

async function registered(muster: Muster): Promise<string> {
  const memberId = randomUUID();
  const register = {
    ...{ memberId, on: "2025-01-01", name: "Ada", email: "ada@example.org", team: "engineering", newTeam: false },
    ...{ title: null, managerId: null, timezone: null, skills: [] },
  };
  const { position } = await muster.commands.handle([{ type: "RegisterMember", data: register }], context());
  await muster.settle(position);
  return memberId;
}

const rename = (muster: Muster, memberId: string, name: string) =>
  muster.commands.handle([{ type: "RenameMember", data: { memberId, on: "2025-01-02", name } }], context());
