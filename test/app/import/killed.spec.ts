import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { sampleText } from "./support.ts";

const script = join(import.meta.dirname, "importProcess.ts");
let database: TestDatabase;
let folder = "";
const path = () => join(folder, "prefs.json");

beforeEach(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "muster-killed-"));
  writeFileSync(path(), sampleText);
});
afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs an import in a process of its own and kills it at a step; answers the steps that it told, the last one last. */
function importing(killAt = "never"): Promise<readonly string[]> {
  const env = { ...process.env, DATABASE_URL: database.url, MUSTER_HOME: join(folder, "home"), HOLD_AT: killAt };
  const child = spawn(process.execPath, [script, path()], { env, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split("\n").includes(killAt)) child.kill("SIGKILL");
  });
  return new Promise((resolve) => child.once("close", () => resolve(said.trim().split("\n"))));
}

const steps = [
  ...["before the backup", "after the backup", "change 0", "change 3", "change 8", "change 14"],
  ...["before the tables 2", "after the tables 2", "before the file", "after the file"],
];
const reached = (step: string) => steps.indexOf(step);

describe("an import that is killed with -9", () => {
  it.each(steps)("%s, is whole once it is run again, and nothing is there twice", async (step) => {
    expect((await importing(step)).at(-1)).toBe(step);
    const left = readdirSync(folder).filter((name) => name.startsWith("prefs.json."));
    expect(left).toHaveLength(reached(step) > 0 ? 1 : 0);
    if (reached(step) < reached("after the file")) expect(readFileSync(path(), "utf8")).toBe(sampleText);

    const report = JSON.parse((await importing()).at(-1) ?? "") as Record<string, unknown>;
    expect(report).toMatchObject({ verified: true });
    const { rows } = await database.pool.query(
      `select (select count(*)::int from team_members) as members, (select count(*)::int from queues) as queues,
         (select count(*)::int from team_queue_assignments where active) as assignments,
         (select count(*)::int from muster.events where type = 'QueueAssigned') as assigned`,
    );
    expect(rows).toEqual([{ members: 11, queues: 3, assignments: 33, assigned: 33 }]);
    const file = JSON.parse(readFileSync(path(), "utf8")) as { my_team: { sync: { position: string } } };
    expect(file.my_team.sync.position).toBe(report["position"]);
    const copies = readdirSync(folder).filter((name) => name.startsWith("prefs.json."));
    expect(copies).toHaveLength(1);
    expect(readFileSync(join(folder, copies[0] ?? ""), "utf8")).toBe(sampleText);
  });
});
