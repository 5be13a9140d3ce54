import { expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { useTemporaryFolder } from "../../support/cli.ts";
import { useDatabase } from "../../support/postgres.ts";

const database = useDatabase();
const folder = useTemporaryFolder();
const script = join(import.meta.dirname, "importProcess.ts");

/** Takes the file in with a process of its own, and kills it where it has come so far; answers what it told. */
function importing(path: string, killAt = "never"): Promise<readonly string[]> {
  const env = { ...process.env, DATABASE_URL: database().url, MUSTER_HOME: folder("home"), HOLD_AT: killAt };
  const child = spawn(process.execPath, [script, path], { env, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split("\n").includes(killAt)) child.kill("SIGKILL");
  });
  return new Promise((resolve) => child.once("close", () => resolve(said.trim().split("\n"))));
}

it("a file of two parts, killed with -9 between them, is finished by the same file again, and nobody is there twice", async () => {
  const people = Array.from({ length: 2_050 }, (_, n) => `Person ${n},p${n}@secret.example,crowd`);
  const path = folder("crowd.csv");
  writeFileSync(path, ["name,email,team", ...people, ""].join("\n"));
  expect((await importing(path, "2000")).at(-1)).toBe("2000");
  const told = (await importing(path)).at(-1) ?? "";
  expect(JSON.parse(told)).toMatchObject({ joiner: 50, unchanged: 2_000, refused: 0 });
  const again = (await importing(path)).at(-1) ?? "";
  expect(JSON.parse(again)).toMatchObject({ joiner: 0, unchanged: 2_050, refused: 0 });
  const { rows } = await database().pool.query(
    `select (select count(*)::int from team_members) as members, (select count(distinct email)::int from team_members) as emails,
       (select count(*)::int from muster.events where type = 'MemberRegistered') as events`,
  );
  expect(rows).toEqual([{ members: 2_050, emails: 2_050, events: 2_050 }]);
}, 120_000);
