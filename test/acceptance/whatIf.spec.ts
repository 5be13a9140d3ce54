import { beforeAll, describe, expect, it } from "@jest/globals";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addDays } from "../../src/domain/kernel/time.ts";
import { call, type Settings, useTemporaryFolder } from "../support/cli.ts";
import { useDatabase } from "../support/postgres.ts";

const folder = useTemporaryFolder();
const database = useDatabase({ migrate: false });
const settings = (): Settings => ({
  DATABASE_URL: database().url,
  MUSTER_HOME: folder("home"),
  MUSTER_TIMEZONE: "UTC",
});
const today = new Date().toISOString().slice(0, 10);
const decimal: unknown = expect.stringMatching(/^\d+$/);

async function text(...argv: readonly string[]): Promise<string> {
  const { code, out, err } = await call(settings(), ...argv);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

const json = async (...argv: readonly string[]): Promise<unknown> => JSON.parse(await text(...argv, "--json"));

beforeAll(async () => {
  mkdirSync(folder("home"));
  copyFileSync(join(import.meta.dirname, "../../examples/user_preferences.json"), folder("prefs.json"));
  await json("import", folder("prefs.json"), "--assigned-date", "2025-01-01");
});

describe("another point, and what would be", () => {
  it("is told by every command that reads", async () => {
    const at = { asOf: addDays(today, -1), position: decimal };
    for (const command of ["roster", "coverage", "queue list", "member history olli.ojala@orro.group"])
      expect(await json(...command.split(" "), "--as-of", at.asOf)).toMatchObject({ at, items: expect.any(Array) });
    expect(await json("member", "show", "olli.ojala@orro.group", "--as-of", at.asOf)).toMatchObject({ at });
    expect(await json("member", "blame", "olli.ojala@orro.group", "--as-of", at.asOf)).toMatchObject({ at });
    expect(await json("team", "members", "--as-of", at.asOf)).toMatchObject({ source: { asOf: at.asOf } });
    expect(await text("team", "queues", "--as-of", at.asOf)).toContain(`This is as of ${at.asOf}`);
    for (const command of ["workload", "tickets", "export"]) {
      const { code, err } = await call(settings(), command, "--as-of", at.asOf);
      expect([command, code, err]).toEqual([command, 2, expect.stringContaining("as they are now")]);
    }
  });

  it("is shown, and just that is recorded once it is agreed", async () => {
    const file = folder("moves.json");
    const member = "olli.ojala@orro.group";
    writeFileSync(file, JSON.stringify([{ type: "UpdateMember", member, title: "Lead of what is to be" }]));
    const out = await text("what-if", file, "--as-of", today);
    expect(out).toMatch(/Olli Ojala +title +.*Lead of what is to be/);
    const [, plan = ""] = /--commit (\S+)/.exec(out) ?? [];
    expect(await json("what-if", file, "--commit", plan)).toMatchObject({ events: [{ type: "MemberDetailsChanged" }] });
    const { plan: other } = (await json("what-if", file)) as { readonly plan: string };
    await json("member", "update", member, "--title", "Something else");
    const late = await call(settings(), "what-if", file, "--commit", other);
    expect([late.code, late.err]).toEqual([4, expect.stringContaining("has changed since it was shown")]);
    await json("member", "update", member, "--no-title");
  });

  it("ends with 3 where something would be refused, and with 2 where the file is no list of commands", async () => {
    writeFileSync(folder("bad.json"), JSON.stringify({ commands: [{ type: "Sack", member: "x" }] }));
    expect((await call(settings(), "what-if", folder("bad.json"))).code).toBe(2);
    expect((await call(settings(), "what-if", folder("none.json"))).code).toBe(2);
    const commands = [
      { type: "ReactivateMember", member: "olli.ojala@orro.group" },
      { type: "CloseQueue", queue: "Cloud - Security" },
    ];
    writeFileSync(folder("refused.json"), JSON.stringify({ commands }));
    const { code, out } = await call(settings(), "what-if", folder("refused.json"));
    expect([code, out]).toEqual([3, expect.stringContaining("Refused is command 1")]);
  });
});
