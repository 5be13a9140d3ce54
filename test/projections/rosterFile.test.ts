import { describe, expect, it } from "@jest/globals";
import { fileContent, matchMembers, type RosterFileRow, unsealedValues } from "../../src/projections/rosterFile.ts";

const row = (name: string, queues: readonly string[] = [], more: Partial<RosterFileRow> = {}): RosterFileRow => ({
  name,
  email: `${name.toLowerCase()}@example.org`,
  team: "engineering",
  active: true,
  queues: queues.map((queue) => ({ queue })),
  ...more,
});
const entry = (name: string) => ({ name, email: `${name.toLowerCase()}@example.org` });
const nothing = { members: [], queues: [] };
const content = (
  rows: readonly RosterFileRow[],
  queues: readonly string[] = [],
  order: Parameters<typeof fileContent>[2]["order"] = nothing,
) => fileContent(rows, queues, { team: "engineering", order });
const names = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => name);

describe("the content of the roster file", () => {
  it("shows the active members of its team and nobody else", () => {
    const rows = [row("Ada"), row("Bo", [], { active: false }), row("Cy", [], { team: "sales" })];
    expect(names(content(rows).members)).toEqual(["Ada"]);
  });

  it("keeps the file's order of members, new ones behind by name", () => {
    const order = { members: [entry("Olli"), entry("Gone"), entry("Ada")], queues: [] };
    expect(names(content([row("Zoe"), row("Ada"), row("Bo"), row("Olli")], [], order).members)).toEqual([
      "Olli",
      "Ada",
      "Bo",
      "Zoe",
    ]);
  });

  it("keeps the file's order of queues, drops the closed ones, and puts new ones last", () => {
    const order = { members: [], queues: ["Security", "Closed", "Escalation"] };
    expect(content([], ["Networks", "Escalation", "Security"], order).queues).toEqual([
      "Security",
      "Escalation",
      "Networks",
    ]);
  });

  it("lists a member's queues in the order of the team's", () => {
    const order = { members: [], queues: ["Security", "Escalation"] };
    const [member] = content([row("Ada", ["Escalation", "Security"])], ["Escalation", "Security"], order).members;
    expect(member?.queues).toEqual(["Security", "Escalation"]);
  });

  it("knows an entry by its email, in whatever case and form it is written", () => {
    const members = [
      { name: "Zoë", email: "ZOE@example.org" },
      { name: "Ada", email: "ada@example.org" },
    ];
    expect([...matchMembers([entry("Ada"), { name: "?", email: "zoe@Example.org" }], members)]).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it("knows an entry by its name where the email has changed, unless namesakes leave a doubt", () => {
    const moved = { name: "Ada", email: "ada@new.example" };
    expect(matchMembers([entry("Ada")], [moved]).get(0)).toBe(0);
    expect(matchMembers([entry("Ada"), { name: "Ada", email: "other@example.org" }], [moved]).size).toBe(0);
  });

  it("says how to ask the live system, safely whatever the team is called", () => {
    const stamp = { position: "1", recordedAt: "", generatedAt: "", log: "" };
    const plain = unsealedValues("engineering", { members: [], queues: [] }, stamp).my_team.query;
    expect(plain.command).toBe("muster roster --team engineering --json");
    const odd = unsealedValues("it's; x", { members: [], queues: [] }, stamp).my_team.query;
    expect(odd.command).toBe(String.raw`muster roster --team 'it'\''s; x' --json`);
    expect(odd.sql).toContain("m.team = 'it''s; x' AND");
  });
});
