import { describe, expect, it } from "@jest/globals";
import { mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { BadFile } from "../../../src/app/preferences/failures.ts";
import { changed, type SampleFile, sampleText, useOneBox } from "./support.ts";

const box = useOneBox();
type Team = SampleFile["my_team"];

/** The sentence with which an import is refused; it must leave nothing behind. */
async function refused(path = box().path): Promise<{ readonly code: string; readonly message: string }> {
  const before = [await box().log.head(), box().names()];
  const error: unknown = await box()
    .import({ path })
    .then(
      () => new Error("It was imported."),
      (reason: unknown) => reason,
    );
  expect([await box().log.head(), box().names()]).toEqual(before);
  if (!(error instanceof BadFile)) throw error;
  expect(error.message).not.toMatch(/[\0\n]/);
  return error;
}

const inTeam = (change: (team: Team & Record<string, unknown>) => void) => changed(({ my_team }) => change(my_team));
const named = (name: string) => inTeam(({ members }) => Object.assign(members[2] ?? {}, { name }));

describe("a file that is none", () => {
  it.each([
    ["empty", "", "empty", /prefs\.json: the file is empty$/],
    ["cut off", sampleText.slice(0, 700), "malformed", /line \d+, column \d+ .*it seems to have been cut off$/],
    [
      "malformed",
      sampleText.replace(`"users"`, "x").replace(`"email": "olli`, `"email" "olli`),
      "malformed",
      /line 21, column \d+ \(my_team\.members\[4\]\.email\): a colon is missing here$/,
    ],
    ["a list", "[]", "wrong-shape", /line 1, column 1: the file must hold one JSON object$/],
    ["another object", `{"a": 1}`, "wrong-shape", /the key my_team is missing$/],
  ])("%s", async (_, text, code, sentence) => {
    box().write(text);
    expect(await refused()).toMatchObject({ code, message: expect.stringMatching(sentence) });
  });

  it("50 MB, refused in an instant", async () => {
    box().write("{}");
    truncateSync(box().path, 50_000_000);
    const began = performance.now();
    expect((await refused()).message).toContain("the file is 50.0 MB; a preferences file has at most 10 MB");
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it("absent, a folder, or not UTF-8", async () => {
    expect((await refused(`${box().path}.none`)).message).toContain("there is no such file");
    const folder = `${box().path}.d`;
    mkdirSync(folder);
    expect((await refused(folder)).message).toContain("this is a folder, not a file");
    rmSync(folder, { recursive: true });
    writeFileSync(box().path, Buffer.from(sampleText.replace("Olli", "J\xF6rg"), "latin1"));
    expect((await refused()).message).toMatch(/line 21, column 19: a byte here is not UTF-8$/);
  });
});

describe("a file of the wrong shape", () => {
  it.each([
    [
      "my_team",
      changed((file) => Object.assign(file, { my_team: 7 })),
      /line \d+, column \d+ \(my_team\): my_team must be an object$/,
    ],
    [
      "team",
      inTeam((team) => delete (team as Partial<Team>).team),
      /\(my_team\): the key my_team\.team is missing: it names the team$/,
    ],
    [
      "members",
      inTeam((team) => Object.assign(team, { members: {} })),
      /\(my_team\.members\): my_team\.members must be a list$/,
    ],
    ["queues", inTeam((team) => delete (team as Partial<Team>).queues), /\(my_team\): the key queues is missing here$/],
    [
      "a member",
      inTeam(({ members }) => (members[3] = "Olli" as never)),
      /\(my_team\.members\[3\]\): a member must be an object$/,
    ],
    [
      "an email",
      inTeam(({ members }) => delete (members[3] as Partial<Team["members"][0]>).email),
      /\(my_team\.members\[3\]\): the key email is missing here$/,
    ],
    ["a name", named(5 as never), /\(my_team\.members\[2\]\.name\): this must be a text in double quotes$/],
    [
      "a queue",
      inTeam(({ queues }) => (queues[1] = null as never)),
      /\(my_team\.queues\[1\]\): this must be a text in double quotes$/,
    ],
  ])("%s", async (_, text, sentence) => {
    box().write(text);
    expect(await refused()).toMatchObject({ code: "wrong-shape", message: expect.stringMatching(sentence) });
  });
});

describe("values that cannot be", () => {
  it.each([
    [
      "two members with one email in different case",
      inTeam(({ members }) => Object.assign(members[1] ?? {}, { email: "TREVOR.Harte@Orro.Group" })),
      /\(my_team\.members\[1\]\.email\): TREVOR\.Harte@Orro\.Group is the address of Trevor Harte as well \(line \d+\)/,
    ],
    [
      "a queue that stands twice",
      inTeam(({ queues }) => queues.push("cloud  - security")),
      /\(my_team\.queues\[3\]\): the queue cloud {2}- security stands here twice/,
    ],
    [
      "a queue that is not the team's",
      inTeam(({ members }) => Object.assign(members[0] ?? {}, { queues: ["Cloud - Securty"] })),
      /\(my_team\.members\[0\]\.queues\[0\]\): the queue Cloud - Securty is not in my_team\.queues/,
    ],
    [
      "a day that does not exist",
      inTeam((team) => Object.assign(team, { assigned_date: "2025-02-30" })),
      /\(my_team\.assigned_date\): The date must be a day that exists, written like 2025-01-31\.$/,
    ],
    [
      "an unknown type",
      inTeam((team) => Object.assign(team, { assignment_type: "boss" })),
      /\(my_team\.assignment_type\): The assignment type is not one of those known: give primary, backup or trainee\.$/,
    ],
    [
      "no address",
      inTeam(({ members }) => Object.assign(members[0] ?? {}, { email: "trevor" })),
      /\(my_team\.members\[0\]\.email\): The email address must have one @/,
    ],
    [
      "a name of 10,000 characters",
      named("x".repeat(10_000)),
      /\(my_team\.members\[2\]\.name\): The name has 10000 characters, and 200 is the most/,
    ],
    [
      "a name with control characters",
      named("Dion\u0007\u001b[31m"),
      /\(my_team\.members\[2\]\.name\): The name has a control character/,
    ],
    ["a name with a null", named("' ; -- \0"), /\(my_team\.members\[2\]\.name\): The name has a control character/],
    ["a name of spaces", named("  \u00a0\t "), /\(my_team\.members\[2\]\.name\): The name is blank/],
    ["half a surrogate pair", named("\ud800"), /\(my_team\.members\[2\]\.name\): The name/],
    ["a team of spaces", inTeam((team) => (team.team = " ")), /\(my_team\.team\): The team is blank/],
  ])("%s", async (_, text, sentence) => {
    box().write(text);
    expect((await refused()).message).toMatch(sentence);
  });

  it("are not in names of any script, in SQL, or in emoji", async () => {
    const names = [
      "مريم العلي",
      "王小明",
      "👩🏽‍💻 Zoë",
      "'; drop table team_members; --",
      "<b>&amp;</b>",
      String.raw`\u0000 \n`,
    ];
    box().write(inTeam((team) => (team.members = names.map((name, n) => ({ name, email: `m${n}@orro.group` })))));
    const report = await box().import({ dryRun: true });
    expect([report.membersRegistered, report.assignmentsMade]).toEqual([6, 18]);
  });
});
