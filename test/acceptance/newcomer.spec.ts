import { beforeAll, describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Called, start, useTemporaryFolder } from "../support/cli.ts";
import { onHomeDatabase } from "../support/homeDatabase.ts";

/** What someone does who has just got the project, in their folder, with processes of their own. */
const folder = useTemporaryFolder();
const muster = (...argv: readonly string[]): Promise<Called> => start({}, argv, folder("checkout")).ended;

async function json(...argv: readonly string[]): Promise<unknown> {
  const { out, err } = await muster(...argv, "--json");
  expect(err).toBe("");
  return JSON.parse(out);
}

const onDatabase = (sql: string): Promise<void> => onHomeDatabase(folder("checkout", ".muster"), sql);

let first: Called;
beforeAll(async () => {
  mkdirSync(folder("checkout"));
  first = await muster("quickstart");
});

describe("the quickstart", () => {
  it("shows the roster, the coverage and the assignments, and where everything is", () => {
    const home = folder("checkout", ".muster");
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toMatch(/^Imported 11 members with 33 assignments to 3 queues\.$/m);
    expect(first.out).toMatch(/^Roster: 11 members$/m);
    expect(first.out).toMatch(/^Coverage: 3 queues$/m);
    expect(first.out).toMatch(/^Assignments: 33$/m);
    expect(first.out).toContain(`Home:     ${home} (chosen by: nearest .muster)`);
    expect(first.out).toContain(`File:     ${home}/user_preferences.json`);
    expect(first.out).toMatch(
      /^Database: postgresql:\/\/postgres@127\.0\.0\.1:\d+\/muster \(the whole address: muster db url\)$/m,
    );
    const backup = /^Backup: +(.+)$/m.exec(first.out)?.[1] ?? "";
    expect(existsSync(backup)).toBe(true);
    // What was imported is signed when the command ends.
    expect(existsSync(join(home, "ledger-heads.jsonl"))).toBe(true);
  });

  it("changes nothing when it is run again, and says so", async () => {
    const before = readdirSync(folder("checkout", ".muster"));
    const position = async () => (await json("doctor")) as { log: { position: string } };
    const { log } = await position();
    const { code, out } = await muster("quickstart");
    expect({ code, first: out.split("\n")[0] }).toEqual({
      code: 0,
      first: "Everything is here already: nothing was changed.",
    });
    expect(out).toMatch(/^Assignments: 33$/m);
    expect((await position()).log).toEqual(log);
    expect(readdirSync(folder("checkout", ".muster"))).toEqual(before);
  });
});

describe("a hand-made change of a table", () => {
  it("is found by verify, which names the row, and mended by rebuild", async () => {
    expect(await json("verify")).toMatchObject({
      ok: true,
      checked: { members: 11, assignments: 33, queues: 3, file: 1 },
      differences: [],
    });
    await onDatabase("update team_members set team = 'x' where name = 'Olli Ojala'");
    const broken = await muster("verify", "--json");
    expect(broken.code).toBe(1);
    const { ok, differences } = JSON.parse(broken.out) as { ok: boolean; differences: readonly object[] };
    expect(ok).toBe(false);
    const key: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(differences).toContainEqual({
      ...{ table: "team_members", key, column: "team" },
      ...{ live: "x", expected: "engineering" },
    });
    expect(await json("rebuild")).toMatchObject({ changed: 1 });
    expect(await json("verify")).toMatchObject({ ok: true });
  });
});

describe("several commands at once in one home", () => {
  it("all do what they were asked for", async () => {
    const names = ["Night watch", "Day watch", "Archive", "Intake"];
    const ended = await Promise.all(names.map((name) => muster("queue", "open", name)));
    expect(ended.map(({ code, err }) => ({ code, err }))).toEqual(names.map(() => ({ code: 0, err: "" })));
    const queues = (await json("queue", "list")) as readonly { name: string }[];
    expect(queues.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    expect(queues).toHaveLength(7);
  });

  it("are decided by one winner where only one can have it", async () => {
    const add = (name: string) =>
      muster("member", "add", "--name", name, "--email", "one@example.com", "--team", "engineering");
    const ended = await Promise.all([add("Ada"), add("Grace")]);
    expect(ended.map(({ code }) => code).sort()).toEqual([0, 3]);
  });
});

describe("a change", () => {
  it("is in the file before the command ends", async () => {
    expect((await muster("assign", "one@example.com", "Cloud - Security", "--type", "backup")).code).toBe(0);
    const file = JSON.parse(readFileSync(folder("checkout", ".muster", "user_preferences.json"), "utf8")) as {
      my_team: { members: readonly { email: string; queues: readonly string[] }[] };
    };
    expect(file.my_team.members).toHaveLength(12);
    expect(file.my_team.members.find(({ email }) => email === "one@example.com")?.queues).toEqual(["Cloud - Security"]);
  });
});

describe("output to a reader who has enough", () => {
  it("ends quietly", async () => {
    const script = '"$0" "$1" log --all --json | head -c 1; echo " ${PIPESTATUS[0]}"';
    const main = new URL("../../src/main.ts", import.meta.url).pathname;
    const child = spawn("bash", ["--norc", "-c", script, process.execPath, main], {
      cwd: folder("checkout"),
      env: { PATH: process.env["PATH"] },
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    await new Promise((resolve) => child.once("close", resolve));
    expect(said).toBe("[ 0\n");
  });
});

describe("the quickstart after a rollback and a rebuild", () => {
  it("takes the file in again, and does not say that it has imported nothing", async () => {
    for (const argv of [["rollback", "--yes"], ["rebuild"]]) expect(await muster(...argv)).toMatchObject({ code: 0 });
    const { code, out } = await muster("quickstart");
    expect({ code, first: out.split("\n")[0] }).toEqual({
      code: 0,
      first: "All that the file has was here already; Muster keeps the file in step from now on.",
    });
    expect(await json("doctor")).toMatchObject({ file: { state: "current" } });
  });
});
