import { beforeAll, describe, expect, it } from "@jest/globals";
import { context, day, today, useOffice } from "./support.ts";
import { csvImports } from "../../../src/app/csv/importCsv.ts";
import { newCommandId } from "../../../src/app/ids.ts";

const office = useOffice();
const header = "name,email,team,manager email,start date,end date,queues";
let teams = 0;
/** A team that no other test has. */
const team = (): string => `team-${(teams += 1)}`;
/** An address of somebody on the team. */
const at = (name: string, where: string): string => `${name}@${where}.example`;
const outcomes = (report: { readonly rows: readonly { readonly row: number | null; readonly outcome: string }[] }) =>
  report.rows.map(({ row, outcome }) => `${row ?? "-"} ${outcome}`);
/** What is wrong with each row. */
const problems = (report: { readonly rows: readonly { readonly problems: readonly object[] }[] }) =>
  report.rows.flatMap((row) => row.problems);

beforeAll(async () => {
  for (const name of ["Payments", "Billing", "Night; shift", "Cloud: backup"])
    await office().change((changes) => changes.openQueue({ name, on: "2020-01-01" }, context()));
});

/** Ada, whom Bob and Cem report to, and Dee. */
async function fourOf(where: string) {
  await office().import(
    [
      header,
      `Ada,${at("ada", where)},${where},,2024-01-01,,Payments:primary`,
      `Bob,${at("bob", where)},${where},${at("ada", where)},2024-01-01,,Payments:backup; Billing`,
      `Cem,${at("cem", where)},${where},${at("ada", where)},2024-02-01,,`,
      `Dee,${at("dee", where)},${where},,2024-02-01,,Billing:trainee`,
    ],
    { newTeams: [where] },
  );
}

describe("joiners", () => {
  it("are registered with manager and queues, also where the manager comes later in the file", async () => {
    const where = team();
    const report = await office().import(
      [
        header,
        `Bob,${at("bob", where)},${where},${at("ada", where)},2024-03-01,,Payments:backup; Night\\; shift; Cloud: backup:trainee`,
        `Ada,${at("ada", where)},${where},,2024-01-01,,Payments`,
      ],
      { newTeams: [where] },
    );
    expect(report.counts).toMatchObject({ joiner: 2, refused: 0 });
    expect(await office().team(where)).toEqual([
      "Ada < nobody Payments:primary",
      "Bob < Ada Cloud: backup:trainee Night; shift:primary Payments:backup",
    ]);
  });

  it("begin before their manager did, and report to them from then on", async () => {
    const where = team();
    await office().import(
      [
        header,
        `Bob,${at("bob", where)},${where},${at("ada", where)},2015-03-01,,Payments`,
        `Ada,${at("ada", where)},${where},,2022-01-01,,`,
      ],
      { newTeams: [where] },
    );
    const [bob] = await office().muster.queries.findMembers(at("bob", where));
    expect(bob).toMatchObject({ startDate: "2015-03-01", queues: [{ queue: "Payments", assignedDate: "2020-01-01" }] });
    const history = await office().muster.queries.history(bob?.memberId ?? "");
    expect(history.filter(({ fieldName }) => fieldName === "manager_id")).toMatchObject([
      { effectiveOn: "2022-01-01" },
    ]);
  });

  it("report to somebody whose own line is newer than they are", async () => {
    const where = team();
    await office().import(
      [header, `Ada,${at("ada", where)},${where},,2020-01-01,,`, `Eve,${at("eve", where)},${where},,2020-01-01,,`],
      {
        newTeams: [where],
      },
    );
    await office().import(["name,email,team,manager email", `Ada,${at("ada", where)},${where},${at("eve", where)}`]);
    const report = await office().import([header, `Bob,${at("bob", where)},${where},${at("ada", where)},2023-01-01,,`]);
    expect(report.counts).toMatchObject({ joiner: 1 });
    expect(await office().team(where)).toContain("Bob < Ada");
  });

  it("found no team that is not said to be new, and wait for a day that has not come", async () => {
    const where = team();
    const report = await office().import([header, `Ada,${at("ada", where)},${where},,,,`], { dryRun: true });
    expect(problems(report)).toMatchObject([{ row: 2, column: "team", code: "unknown-team" }]);
    const later = await office().import(
      [
        header,
        `Ada,${at("ada", where)},${where},,${day(-3)},,`,
        `Bob,${at("bob", where)},${where},${at("ada", where)},,,`,
      ],
      { dryRun: true, newTeams: [where] },
    );
    expect(outcomes(later)).toEqual(["2 not-yet", "3 refused"]);
    expect(problems(later)).toMatchObject([
      { row: 3, column: "manager email", message: expect.stringContaining("Ada (row 2) has not started") },
    ]);
  });

  it("who have left again are both", async () => {
    const where = team();
    const report = await office().import([header, `Ada,${at("ada", where)},${where},,2024-01-01,2024-06-30,Payments`], {
      newTeams: [where],
    });
    expect(outcomes(report)).toEqual(["2 joiner"]);
    expect(await office().team(where)).toEqual(["Ada < nobody left 2024-06-30"]);
  });
});

describe("movers", () => {
  it("change in what the file has a column for, and in nothing else", async () => {
    const where = team();
    await fourOf(where);
    const report = await office().import([
      "Name,Email,Team,Title,Skills",
      `Ada Byron,${at("ADA", where)},${where},Countess,"Rust; C\\;"`,
      `Bob,${at("bob", where)},${where},,`,
    ]);
    expect(outcomes(report)).toEqual(["2 mover", "3 unchanged"]);
    expect(report.rows[0]?.changes).toEqual([
      "name: Ada → Ada Byron",
      "title: none → Countess",
      "skills: none → Rust; C;",
    ]);
    const [ada] = await office().muster.sheets.members({ team: where });
    expect(ada).toMatchObject({ title: "Countess", skills: ["Rust", "C;"], queues: [{ queue: "Payments" }] });
  });

  it("take queues over from each other, keep a type that is not given, and lose what an empty cell does not name", async () => {
    const where = team();
    await fourOf(where);
    await office().change((changes) => changes.openQueue({ name: `On call ${where}`, on: day(9) }, context()));
    const [queue] = await office().muster.queries.findQueues(`On call ${where}`);
    const minimum = { minimum: 1, on: day(1) };
    await office().change((changes) => changes.requireCoverage(queue?.queueId ?? "", minimum, context()));
    await office().import(["name,email,team,queues", `Ada,${at("ada", where)},${where},On call ${where}; Payments`]);
    const report = await office().import([
      "name,email,team,queues",
      `Ada,${at("ada", where)},${where},`,
      `Bob,${at("bob", where)},${where},billing; payments`,
      `Dee,${at("dee", where)},${where},On call ${where}; Billing:primary`,
    ]);
    expect(outcomes(report)).toEqual(["2 mover", "3 unchanged", "4 mover"]);
    expect(await office().team(where)).toEqual([
      "Ada < nobody",
      "Bob < Ada Billing:primary Payments:backup",
      "Cem < Ada",
      `Dee < nobody Billing:primary On call ${where}:primary`,
    ]);
    const alone = ["name,email,team,queues", `Dee,${at("dee", where)},${where},`];
    expect(problems(await office().import(alone, { dryRun: true }))).toMatchObject([
      { row: 2, column: "queues", code: "queue-would-be-uncovered" },
    ]);
    expect((await office().import(alone, { acceptUncovered: [`on call ${where}`] })).counts).toMatchObject({
      mover: 1,
    });
  });

  it("turn a reporting line upside down", async () => {
    const where = team();
    await fourOf(where);
    const report = await office().import([
      "name,email,team,manager email",
      `Ada,${at("ada", where)},${where},${at("bob", where)}`,
      `Bob,${at("bob", where)},${where},${at("cem", where)}`,
      `Cem,${at("cem", where)},${where},`,
    ]);
    expect(report.counts).toMatchObject({ mover: 3 });
    expect(await office().team(where)).toEqual(
      expect.arrayContaining(["Ada < Bob Payments:primary", expect.stringMatching(/^Bob < Cem/), "Cem < nobody"]),
    );
  });

  it("are refused in a circle, named in each of its rows", async () => {
    const where = team();
    await fourOf(where);
    const before = await office().head();
    const report = await office().import(
      [
        "name,email,team,manager email",
        `Ada,${at("ada", where)},${where},${at("new", where)}`,
        `New,${at("new", where)},${where},${at("bob", where)}`,
        `Bob,${at("bob", where)},${where},${at("ada", where)}`,
        `Self,${at("self", where)},${where},${at("self", where)}`,
        `Dee,${at("dee", where)},${where},${at("ada", where)}`,
      ],
      { dryRun: true },
    );
    expect(problems(report)).toMatchObject(
      [2, 3, 4, 5].map((row) => ({ row, column: "manager email", code: "manager-cycle" })),
    );
    expect(await office().head()).toBe(before);
  });
});

describe("leavers", () => {
  it("are those with a last day that is over; others wait for it", async () => {
    const where = team();
    await fourOf(where);
    const report = await office().import(
      [
        header,
        `Cem,${at("cem", where)},${where},,2024-02-01,${day(2)},`,
        `Dee,${at("dee", where)},${where},,2024-02-01,${today},Billing:trainee`,
        `Bob,${at("bob", where)},${where},${at("ada", where)},2024-01-01,${day(-9)},Payments:backup`,
      ],
      { acceptLeavers: [where] },
    );
    expect(outcomes(report)).toEqual(["2 leaver", "3 not-yet", "4 mover"]);
    expect(report.rows[1]?.changes).toEqual([`last day ${today}, which is not over: import again after it`]);
    expect(await office().team(where)).toContain(`Cem < Ada left ${day(2)}`);
    const again = await office().import([header, `Cem,${at("cem", where)},${where},,,${day(2)},`]);
    expect(outcomes(again)).toEqual(["2 unchanged"]);
  });

  it("hand their reports over to whom the file says, from the day after", async () => {
    const where = team();
    await fourOf(where);
    const left = day(5);
    const rows = [
      `Ada,${at("ada", where)},${where},,2024-01-01,${left},Payments`,
      `Bob,${at("bob", where)},${where},${at("dee", where)},2024-01-01,,Payments:backup; Billing`,
      `Cem,${at("cem", where)},${where},${at("bob", where)},2024-02-01,,`,
    ];
    const report = await office().import([header, ...rows], { maxLeavers: 30 });
    expect(outcomes(report)).toEqual(["2 leaver", "3 mover", "4 mover"]);
    expect(await office().team(where)).toEqual([
      `Ada < nobody left ${left}`,
      "Bob < Dee Billing:primary Payments:backup",
      "Cem < Bob",
      "Dee < nobody Billing:trainee",
    ]);
    expect(outcomes(await office().import([header, ...rows]))).toEqual(["2 unchanged", "3 unchanged", "4 unchanged"]);
  });

  it("are refused while the file leaves others with them", async () => {
    const where = team();
    await fourOf(where);
    const report = await office().import(
      [
        header,
        `Ada,${at("ada", where)},${where},,2024-01-01,${day(5)},`,
        `Cem,${at("cem", where)},${where},${at("ada", where)},2024-02-01,,`,
        `New,${at("new", where)},${where},${at("ada", where)},,,`,
      ],
      { dryRun: true },
    );
    expect(problems(report)).toMatchObject([
      { row: 2, column: "end date", code: "member-has-reports" },
      {
        row: 3,
        column: "manager email",
        code: "manager-not-active",
        message: "Ada leaves in row 2: give someone who stays.",
      },
      { row: 4, column: "manager email", code: "manager-not-active" },
    ]);
  });

  it("go together, whoever led whom", async () => {
    const where = team();
    await fourOf(where);
    const rows = ["ada", "bob", "cem"].map((name) => `${name},${at(name, where)},${where},${day(1)}`);
    const report = await office().import(["name,email,team,end date", ...rows], { acceptLeavers: [where] });
    expect(report.counts).toMatchObject({ leaver: 3 });
  });

  it("come back with a start date after their last day, and not without", async () => {
    const where = team();
    await fourOf(where);
    const leaving = [header, `Dee,${at("dee", where)},${where},,2024-02-01,${day(20)},`];
    await office().import(leaving, { acceptLeavers: [where] });
    const back = (start: string, end = "") => [
      header,
      `Dee,${at("dee", where)},${where},${at("ada", where)},${start},${end},Billing`,
    ];
    expect(problems(await office().import(back("2024-02-01"), { dryRun: true }))).toMatchObject([
      { row: 2, column: "end date", code: "member-not-active" },
    ]);
    expect((await office().import(back(day(10)))).counts).toMatchObject({ joiner: 1 });
    expect(await office().team(where)).toContain("Dee < Ada Billing:primary");
    expect(outcomes(await office().import(back(day(10))))).toEqual(["2 unchanged"]);
  });
});

describe("absent people", () => {
  it("are left alone, unless the file is said to be complete for its teams", async () => {
    const [where, other] = [team(), team()];
    await fourOf(where);
    await fourOf(other);
    const file = [
      "name,email,team,manager email",
      `Ada,${at("ada", where)},${where},`,
      `Bob,${at("bob", where)},${where},${at("ada", where)}`,
      `Cem,${at("cem", where)},${where},${at("bob", where)}`,
    ];
    expect((await office().import(file, { dryRun: true })).counts).toMatchObject({ leaver: 0, mover: 1 });
    const report = await office().import(file, { complete: true, maxLeavers: 25 });
    expect(outcomes(report)).toEqual(["2 unchanged", "3 unchanged", "4 mover", "- leaver"]);
    expect(await office().team(where)).toContain(`Dee < nobody left ${day(1)}`);
    expect(await office().team(other)).toContain("Dee < nobody Billing:trainee");
  });
});

describe("a run that deactivates many", () => {
  it("stops at more than 20 % of a team, until each team is acknowledged by name", async () => {
    const [where, other] = [team(), team()];
    await fourOf(where);
    await fourOf(other);
    const before = await office().head();
    const rows = [where, other].map((each) => `Dee,${at("dee", each)},${each},${day(1)}`);
    const run = (options: object = {}) => office().import(["name,email,team,end date", ...rows], options);
    await expect(run()).rejects.toMatchObject({
      code: "too-many-leavers",
      message: expect.stringContaining(`1 of 4 of ${where} (25 %), 1 of 4 of ${other} (25 %)`),
      details: { most: 20, teams: [{ team: where, active: 4, leaving: 1, percent: 25 }, { team: other }] },
    });
    await expect(run({ acceptLeavers: [where] })).rejects.toMatchObject({ details: { teams: [{ team: other }] } });
    await expect(run({ maxLeavers: 24 })).rejects.toMatchObject({ code: "too-many-leavers" });
    expect(await run({ dryRun: true, acceptLeavers: [other] })).toMatchObject({
      needsAcknowledgement: [where],
      losses: [
        { team: where, tooMany: true },
        { team: other, tooMany: true },
      ],
    });
    expect(await office().head()).toBe(before);
    expect((await run({ acceptLeavers: [where, other] })).counts).toMatchObject({ leaver: 2 });
  });
});

describe("a file with faults", () => {
  it("is told all of them at once, and nothing of it is done", async () => {
    const where = team();
    await fourOf(where);
    const before = await office().head();
    const file = [
      `${header},title,timezone,reason code`,
      `Good,${at("good", where)},${where},,,,,,,`,
      `,${at("noname", where)},${where},,,,,,,`,
      `X,nobody,${where},,,,,,,`,
      `X,${at("x", where)},${where},who@else.example,2024-13-01,31.12.2024,Paiments; Billing:boss,,,bored`,
      `X,${at("x", where)},${where},,,,,,,`,
      `Y,${at("y", where)},${where},,,,,,Berlin,`,
      `Short,${at("short", where)}`,
      `Long,${at("long", where)},${where},,,,,,,,,more`,
      `Ada,${at("ada", where)},${where},,2023-01-01,,,,,`,
      `Z,${at("z", where)},${where},${at("good", where)},,,,${"t".repeat(300)},,`,
    ];
    const error: unknown = await office()
      .import(file)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "import-refused",
      message: expect.stringMatching(/^Nothing was imported\. Row 3, column name: .* There are \d+ more\.$/),
    });
    const { details } = error as { details: { problems: readonly { row: number; column: string | null }[] } };
    expect(details.problems.map(({ row, column }) => `${row} ${column ?? "-"}`)).toEqual([
      ...[
        "3 name",
        "4 email",
        "5 start date",
        "5 end date",
        "5 reason code",
        "5 manager email",
        "5 queues",
        "5 queues",
      ],
      ...["6 email", "7 timezone"],
      ...["8 -", "8 team", "9 -", "10 start date", "11 title"],
    ]);
    const dry = await office().import(file, { dryRun: true });
    expect(dry.counts).toMatchObject({ joiner: 1, refused: 9 });
    expect(problems(dry)).toEqual(details.problems);
    expect(await office().head()).toBe(before);
  });

  it("names near matches of managers and queues", async () => {
    const where = team();
    await fourOf(where);
    const report = await office().import(
      [header, `X,${at("x", where)},${where},${at("adda", where)},,,Paiments; payments; Payments:backup`],
      { dryRun: true },
    );
    expect(problems(report)).toMatchObject([
      { column: "manager email", message: expect.stringContaining(`did you mean ${at("ada", where)}`) },
      { column: "queues", message: expect.stringContaining("did you mean Payments?") },
      { column: "queues", message: "The queue Payments stands there twice." },
    ]);
  });

  it("is one with a header alone", async () => {
    await expect(office().import([header])).rejects.toMatchObject({ code: "csv-unreadable" });
  });

  it("has formulas in its cells, which are names like others or no values at all", async () => {
    const where = team();
    const file = [header, "=1+1,\"=cmd|' /C calc'!A0\",=2+2,@SUM(A1),-1,+1,=HYPERLINK(x)"];
    expect(problems(await office().import(file, { dryRun: true }))).toMatchObject(
      ["email", "start date", "end date", "manager email", "queues"].map((column) => ({ row: 2, column })),
    );
    await office().import([header, `=1+1,${at("f", where)},${where},,,,`], { newTeams: [where] });
    expect(await office().team(where)).toEqual(["=1+1 < nobody"]);
  });
});

describe("a run", () => {
  it("is one change in the log, with one reason and one correlation", async () => {
    const where = team();
    const importId = newCommandId();
    const report = await office().import(
      [header, `Ada,${at("ada", where)},${where},,,,Payments`, `Bob,${at("bob", where)},${where},,,,`],
      { newTeams: [where], importId },
    );
    expect(report).toMatchObject({ importId, events: 3 });
    const metas: string[] = [];
    for await (const page of office().muster.events((report.position ?? 0n) - 12n))
      for (const event of page) if ("meta" in event) metas.push(`${event.meta.correlationId} ${event.meta.commandId}`);
    expect(new Set(metas.filter((meta) => meta.startsWith(importId))).size).toBe(1);
  });

  it("changes nothing when it is repeated, and restores what was changed since", async () => {
    const where = team();
    const file = [header, `Ada,${at("ada", where)},${where},,2024-01-01,,Payments`];
    const importId = newCommandId();
    await office().import(file, { newTeams: [where], importId });
    const before = await office().head();
    expect(outcomes(await office().import(file, { importId }))).toEqual(["2 unchanged"]);
    expect(await office().head()).toBe(before);
    await office().change((changes) =>
      changes.unassignQueue({ member: at("ada", where), queue: "Payments" }, {}, context()),
    );
    expect(outcomes(await office().import(file, { importId }))).toEqual(["2 mover"]);
    expect(await office().team(where)).toEqual(["Ada < nobody Payments:primary"]);
  });

  it("says which row somebody else's change has overtaken", async () => {
    const where = team();
    await fourOf(where);
    const { muster } = office();
    const overtaken = csvImports(
      {
        ...muster,
        commands: {
          ...muster.commands,
          handle: async (commands, how) => {
            await office().change((c) => c.deactivateMember(at("dee", where), { reasonCode: "other" }, context()));
            return muster.commands.handle(commands, how);
          },
        },
      },
      { actor: context().actor, roles: ["hr-admin"], team: null, memberId: null },
    );
    const text = {
      header: ["name", "email", "team"],
      sha256: "",
      records: [
        { row: 2, cells: ["Ada B", at("ada", where), where] },
        { row: 3, cells: ["Dee D", at("dee", where), where] },
      ],
    };
    await expect(overtaken.run(text, {}, context())).rejects.toMatchObject({
      code: "import-refused",
      message: expect.stringMatching(/^Nothing was imported\. Row 3: Dee has left/),
    });
    expect(await office().team(where)).toContain("Ada < nobody Payments:primary");
  });

  it.each(["lead", "auditor", "reader"] as const)("is not for a %s", async (role) => {
    const as = { actor: context().actor, roles: [role], team: "team-1", memberId: null };
    await expect(office().import([header, "a,b,c,,,,"], { as })).rejects.toThrow("You may not import");
  });
});
