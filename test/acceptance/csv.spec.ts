import { beforeAll, describe, expect, it } from "@jest/globals";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addDays } from "../../src/domain/kernel/time.ts";
import { call, type Settings, useTemporaryFolder } from "../support/cli.ts";
import { useDatabase } from "../support/postgres.ts";

/** CSV files on the command line, over the sample's team. */
const folder = useTemporaryFolder();
const database = useDatabase({ migrate: false });
const another = useDatabase({ migrate: false });
const settings = (): Settings => ({
  DATABASE_URL: database().url,
  MUSTER_HOME: folder("home"),
  MUSTER_TIMEZONE: "UTC",
});
const yesterday = addDays(new Date().toISOString().slice(0, 10), -1);
const muster = (...argv: readonly string[]) => call(settings(), ...argv);
const write = (name: string, ...lines: readonly string[]): string => {
  writeFileSync(folder(name), `${lines.join("\r\n")}\r\n`);
  return folder(name);
};
async function done(...argv: readonly string[]): Promise<string> {
  const { code, out, err } = await muster(...argv);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

beforeAll(async () => {
  mkdirSync(folder("home"));
  mkdirSync(folder("other"));
  copyFileSync(join(import.meta.dirname, "../../examples/user_preferences.json"), folder("prefs.json"));
  await done("import", folder("prefs.json"));
});

describe("roster --csv", () => {
  it("is a file that import takes in again, and that changes nothing then", async () => {
    await done(
      "member",
      "update",
      "olli.ojala@orro.group",
      "--manager",
      "trevor.harte@orro.group",
      "--title",
      "=cmd|' /C calc'!A0",
    );
    await done(
      "member",
      "update",
      "dion.jewell@orro.group",
      "--skill",
      "C;C++",
      "+x",
      "'quoted",
      "--timezone",
      "Europe/Berlin",
    );
    const csv = await done("roster", "--csv");
    expect(csv.split("\r\n")).toHaveLength(13);
    expect(csv).toContain(
      "Olli Ojala,olli.ojala@orro.group,engineering,trevor.harte@orro.group,'=cmd|' /C calc'!A0,2025-01-01,,Cloud - Infrastructure:primary; Cloud - L3 Escalation:primary; Cloud - Security:primary,,",
    );
    writeFileSync(folder("again.csv"), csv);
    expect(await done("import", folder("again.csv"))).toBe("Imported: 0 joiners, 0 movers, 0 leavers, 11 unchanged.\n");
    expect(await done("import", folder("again.csv"), "--complete")).toContain("11 unchanged");
  });

  it("comes back also with those who have left, and into a Muster that is empty", async () => {
    await done("member", "deactivate", "steve.daalmeyer@orro.group", "--reason-code", "retirement");
    const csv = await done("roster", "--csv", "--all");
    expect(csv).toContain(`${yesterday},,,`);
    writeFileSync(folder("all.csv"), csv);
    expect(await done("import", folder("all.csv"))).toContain("11 unchanged");
    const other = { ...settings(), DATABASE_URL: another().url, MUSTER_HOME: folder("other") };
    for (const queue of ["Cloud - Infrastructure", "Cloud - Security", "Cloud - L3 Escalation"])
      expect((await call(other, "queue", "open", queue, "--date", "2025-01-01")).code).toBe(0);
    const { out } = await call(other, "import", folder("all.csv"), "--new-team", "engineering");
    expect(out).toContain("Imported: 11 joiners, 0 movers, 0 leavers, 0 unchanged.");
    expect((await call(other, "roster", "--csv", "--all")).out).toBe(csv);
  });
});

describe("other files", () => {
  it.each([
    [["coverage"], /^queue,minimum,primary,backup,trainee,covered,id\r\nCloud - Infrastructure,0,10,/],
    [["queue", "list"], /^queue,minimum,open,opened on,closed on,id\r\nCloud - Infrastructure,0,true,2025-01-01,,/],
    [
      ["member", "history", "olli.ojala@orro.group"],
      /^effective on,recorded at,change,field,from,to,by,reason,event id\r\n/,
    ],
  ])("%j --csv", async (argv, shape) => {
    expect(await done(...argv, "--csv")).toMatch(shape);
    expect(await muster(...argv, "--csv", "--json")).toMatchObject({ code: 2, out: "" });
  });
});

describe("import of a CSV file", () => {
  it("shows each row in a dry run, and ends with 3 where rows are refused", async () => {
    const file = write(
      "dry.csv",
      "name,email,team,queues",
      "Ada Byron,ada@orro.group,engineering,Cloud - Security:backup",
      "Trevor Hart,trevor.harte@orro.group,engineering,Cloud - Security",
      "Nobody,nobody@orro.group,enginering,",
    );
    const { code, out, err } = await muster("import", file, "--dry-run");
    expect({ code, err }).toEqual({ code: 3, err: "" });
    expect(out).toContain("This would be 1 joiner, 1 mover, 0 leavers, 0 unchanged, 1 refused. Nothing was changed.");
    expect(out).toMatch(/^ +2 +ada@orro\.group +joiner +joins engineering from/m);
    expect(out).toContain("no longer covers Cloud - Infrastructure");
    expect(out).toMatch(/4 +nobody@orro\.group +refused +team: There is no team enginering/);
    expect(await done("roster")).not.toContain("Ada Byron");
  });

  it("tells everything that is wrong on standard error, one a line", async () => {
    const file = write("bad.csv", "name,email,team,start date", ",a@b,engineering,", "B,b,engineering,1.1.2025");
    const { code, out, err } = await muster("import", file);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err.split("\n")).toEqual([
      "Nothing was imported. Row 2, column name: The name is blank: give at least one visible character. There are 2 more.",
      "- Row 2, column name: The name is blank: give at least one visible character.",
      expect.stringMatching(/^- Row 3, column email: /),
      expect.stringMatching(/^- Row 3, column start date: /),
      "",
    ]);
    const { err: json } = await muster("import", file, "--json");
    expect(JSON.parse(json)).toMatchObject({ error: { code: "import-refused", details: { total: 3 } } });
  });

  it("stops before it deactivates many, and says what to do", async () => {
    const leaving = ["dion.jewell", "alex.olver", "josh.james"].map(
      (name) => `${name},${name}@orro.group,engineering,${yesterday}`,
    );
    const file = write("leaving.csv", "name,email,team,end date", ...leaving);
    const { code, err } = await muster("import", file);
    expect(code).toBe(3);
    expect(err).toContain("3 of 10 of engineering (30 %), and more than 20 % of a team needs to be said");
    expect(err).toContain("Use --accept-leavers <team>.");
    expect((await muster("import", file, "--dry-run")).out).toContain(
      '3 of 10 of engineering would leave (30 %): the import stops there without --accept-leavers "engineering".',
    );
    const report = JSON.parse(
      await done("import", file, "--accept-leavers", "engineering", "--reason-code", "transfer-out", "--json"),
    ) as object;
    expect(report).toMatchObject({ counts: { leaver: 3 }, position: expect.stringMatching(/^\d+$/) });
    expect(await done("member", "history", "josh.james@orro.group")).toContain("transfer-out");
    expect(await done("verify")).toContain("position");
  });

  it("is told from a preferences file by its ending, or by --csv", async () => {
    const file = write("members.txt", "name,email,team", "Eve,eve@orro.group,platform");
    expect(await muster("import", file)).toMatchObject({ code: 2, err: expect.stringContaining("members.txt") });
    expect(await done("import", file, "--csv", "--new-team", "platform")).toContain("Imported: 1 joiner");
    for (const argv of [
      ["import", folder("prefs.json"), "--complete"],
      ["import", write("a.csv", "name"), "--compare", "x.json"],
      ["import", folder("prefs.json"), "--csv"],
      ["import", folder("missing.csv")],
      ["import", folder("home"), "--csv"],
      ["import", folder("a.csv"), "--max-leavers", "101"],
    ])
      expect([argv.slice(-1), (await muster(...argv)).code]).toEqual([argv.slice(-1), 2]);
  });
});
