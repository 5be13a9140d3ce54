import { beforeAll, describe, expect, it } from "@jest/globals";
import { addDays } from "../../src/domain/kernel/time.ts";
import { useServed } from "./support.ts";

const served = useServed();
type Commands = readonly object[];
const today = new Date().toISOString().slice(0, 10);
const soon = addDays(today, 400);

const whatIf = async (commands: Commands, more: object = {}, who = "hr-admin") =>
  served().ask("POST", "/v1/what-if", { commands, ...more }, { authorization: `Bearer ${who}` });
const record = async (commands: Commands, more: object = {}) => {
  const done = await served().order("POST", "/v1/commands", { commands, ...more });
  return { status: done.status, body: done.body };
};
const done = async (commands: Commands, more: object = {}) => {
  const { status, body } = await record(commands, more);
  if (status >= 300) throw new Error(JSON.stringify(body));
  return body;
};
const register = (name: string, start: string, manager: string | null = null) => ({
  ...{
    type: "RegisterMember",
    name,
    email: `${name}@example.com`,
    team: "engineering",
    newTeam: name === "Ada",
    start,
  },
  manager: manager && `${manager}@example.com`,
});
const update = (member: string, change: object) => ({
  type: "UpdateMember",
  member: `${member}@example.com`,
  ...change,
});
const leave = (member: string, change: object) => ({
  ...{ type: "DeactivateMember", member: `${member}@example.com`, reasonCode: "other" },
  ...change,
});
const cover = (member: string, queue: string, on: string) => ({
  ...{ type: "AssignQueue", member: `${member}@example.com`, queue, on },
});

beforeAll(async () => {
  await done([
    register("Ada", "2021-01-01"),
    register("Bo", "2021-02-01", "Ada"),
    register("Cy", "2022-01-01", "Ada"),
    { type: "OpenQueue", name: "Cloud", minimum: 1, on: "2022-02-01" },
    cover("Bo", "Cloud", "2022-03-01"),
  ]);
});

describe("what if", () => {
  it("tells the rows that change, the cover, and who gets which manager; and records nothing", async () => {
    const head = await served().muster.head();
    const { status, body } = await whatIf([
      update("Bo", { manager: null }),
      leave("Ada", { lastDay: addDays(today, -1), reportsTo: "Bo@example.com" }),
      leave("Bo", { lastDay: addDays(today, -1), acceptUncovered: ["Cloud"] }),
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      asOf: today,
      refusals: [{ command: 2, code: "member-has-reports" }],
      managers: expect.arrayContaining([
        {
          memberId: expect.any(String),
          name: "Cy",
          from: expect.objectContaining({ name: "Ada" }),
          to: expect.objectContaining({ name: "Bo" }),
        },
        { memberId: expect.any(String), name: "Bo", from: expect.objectContaining({ name: "Ada" }), to: null },
      ]),
      plan: null,
    });
    const short = await whatIf([
      { type: "UnassignQueue", member: "Bo@example.com", queue: "Cloud", acceptUncovered: ["Cloud"] },
      cover("Cy", "Cloud", today),
    ]);
    expect(short.body["coverage"]).toEqual([
      expect.objectContaining({
        queue: "Cloud",
        primary: 1,
        covered: true,
        before: expect.objectContaining({ primary: 1 }),
      }),
    ]);
    const rows = JSON.stringify(short.body["rows"]);
    expect(rows).toContain("Cloud");
    expect(await served().muster.head()).toBe(head);
  });

  it("is of another day, past or to come, and of what is scheduled by then", async () => {
    const moved = await whatIf([update("Cy", { title: "Lead" })], { asOf: "2022-06-01" });
    expect(moved.body).toMatchObject({ asOf: "2022-06-01", events: [{ effectiveOn: "2022-06-01" }] });
    const before = await whatIf([update("Cy", { title: "Lead", on: "2022-06-01" })], { asOf: "2022-05-01" });
    expect(before.body).toMatchObject({ asOf: "2022-05-01", events: [{ effectiveOn: "2022-06-01" }] });
    const tables = (body: typeof before.body) => (body["rows"] as { table: string }[]).map(({ table }) => table);
    expect(tables(moved.body)).toContain("team_members");
    expect(tables(before.body)).not.toContain("team_members");
    const { scheduled } = await done([update("Cy", { name: "Cyrus", on: soon })]);
    const then = await whatIf([leave("Cy", {})], { asOf: addDays(soon, 10) });
    expect(then.body).toMatchObject({ asOf: addDays(soon, 10), refusals: [], conflicts: [] });
    expect(then.body["rows"]).toContainEqual(
      expect.objectContaining({
        before: expect.objectContaining({ name: "Cyrus", active: true }),
        after: expect.objectContaining({ name: "Cyrus", active: false, endDate: addDays(soon, 9) }),
      }),
    );
    const now = await whatIf([leave("Cy", { lastDay: addDays(today, -1) })], { asOf: soon });
    expect(now.body["conflicts"]).toEqual([
      expect.objectContaining({ ...(scheduled as object), code: "member-not-active" }),
    ]);
    const early = await whatIf([leave("Cy", {})], { asOf: addDays(soon, -10) });
    expect(early.body).toMatchObject({ refusals: [{ command: 0, code: "conflicts-with-later-change" }], plan: null });
  });

  it("is authorised as the change would be", async () => {
    expect((await whatIf([update("Cy", { title: "X" })], {}, "reader")).status).toBe(403);
    expect((await whatIf([cover("Cy", "Cloud", today)], {}, "lead:engineering")).status).toBe(200);
    expect((await whatIf([cover("Cy", "Cloud", today)], {}, "lead:other")).status).toBe(403);
  });
});

describe("a plan", () => {
  const dry = async (commands: Commands, more: object = {}) => {
    const { status, body } = await served().ask("POST", "/v1/commands", { commands, dryRun: true, ...more });
    expect(status).toBe(200);
    return body as { plan: string; events: readonly { data: Readonly<Record<string, unknown>> }[] };
  };

  it("has what was shown recorded, with the ids that were shown, and once", async () => {
    const commands = [register("Di", "2024-01-01", "Bo"), cover("Di", "Cloud", "2024-02-01")];
    const { plan, events } = await dry(commands);
    const body = await done(commands, { plan });
    expect(body["id"]).toBe(events[0]?.data["memberId"]);
    const head = await served().muster.head();
    expect((await record(commands, { plan })).body).toMatchObject({ id: body["id"], position: body["position"] });
    expect(await served().muster.head()).toBe(head);
  });

  it("is refused where something has changed since", async () => {
    const commands = [update("Bo", { title: "Lead" })];
    const { plan } = await dry(commands);
    await done([update("Bo", { name: "Bob" })]);
    expect(await record(commands, { plan })).toMatchObject({ status: 409, body: { code: "plan-outdated" } });
    const { plan: again } = await dry(commands);
    expect((await record(commands, { plan: again })).status).toBe(200);
  });

  it("is refused where what is scheduled has changed since, and can schedule", async () => {
    const commands = [cover("Ada", "Cloud", addDays(soon, 30))];
    const { plan } = await dry(commands);
    await done([update("Ada", { title: "Chief", on: addDays(soon, 20) })]);
    expect(await record(commands, { plan })).toMatchObject({ status: 409, body: { code: "plan-outdated" } });
    const { plan: again } = await dry(commands);
    const { status, body } = await record(commands, { plan: again });
    expect([status, body]).toEqual([
      202,
      expect.objectContaining({ scheduled: expect.objectContaining({ on: addDays(soon, 30) }) }),
    ]);
    expect((await record(commands, { plan: again })).body["scheduled"]).toEqual(body["scheduled"]);
  });

  it("is of its own commands alone, and of nobody's making", async () => {
    const commands = [update("Bo", { title: "Chief" })];
    const { plan } = await dry(commands);
    const other = await record([update("Bo", { title: "Boss" })], { plan });
    expect(other).toMatchObject({ status: 400, body: { code: "invalid-value" } });
    for (const forged of [`${plan}x`, plan.replace(/^./, "f"), "", "a.b", "."])
      expect((await record(commands, { plan: forged })).status).toBe(400);
    expect((await record(commands, { plan })).status).toBe(200);
  });

  it("of one of two who were shown the same is refused", async () => {
    const [one, other] = [[update("Bo", { title: "One" })], [update("Bo", { title: "Other" })]];
    const [first, second] = [await dry(one), await dry(other)];
    const both = await Promise.all([record(one, { plan: first.plan }), record(other, { plan: second.plan })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

it("met nothing that it did not expect", () => {
  expect(served().unexpected).toEqual([]);
});
