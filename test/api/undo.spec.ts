import { beforeAll, describe, expect, it } from "@jest/globals";
import { type Answered, useServed } from "./support.ts";

const served = useServed();
const order: ReturnType<typeof served>["order"] = (...asked) => served().order(...asked);
const ask: ReturnType<typeof served>["ask"] = (...asked) => served().ask(...asked);
const ids = new Map<string, string>();
const id = (name: string): string => ids.get(name) ?? name;
const as = (role: string) => ({ authorization: `Bearer ${role}` });

async function register(name: string, team = "engineering"): Promise<void> {
  const person = { name, email: `${name.toLowerCase()}@example.com`, team, newTeam: true, effectiveOn: "2025-01-01" };
  ids.set(name, String((await order("POST", "/v1/members", person)).body["id"]));
}

const eventIn = ({ body }: Answered, type: string): string =>
  String(body.events?.find((event) => event["type"] === type)?.["eventId"]);

beforeAll(async () => {
  await register("Ada");
  await register("Barbara", "support");
  for (const name of ["Cloud", "Night"])
    ids.set(name, String((await order("POST", "/v1/queues", { name, effectiveOn: "2025-01-01" })).body["id"]));
});

describe("undoing over HTTP", () => {
  it("gives an accidental leaver exactly the assignments back that the departure closed", async () => {
    await register("Grace");
    await order("PUT", `/v1/members/${id("Grace")}/queues/Cloud`, { type: "backup", effectiveOn: "2025-02-01" });
    await order("PUT", `/v1/members/${id("Grace")}/queues/Night`, { effectiveOn: "2025-03-01" });
    await order("DELETE", `/v1/members/${id("Grace")}/queues/Night`, { effectiveOn: "2025-04-01" });
    const before = (await ask("GET", `/v1/members/${id("Grace")}`)).body;
    const leaving = { reasonCode: "resignation", lastDay: "2025-06-30" };
    const left = await order("POST", `/v1/members/${id("Grace")}/deactivate`, leaving);
    const url = `/v1/events/${eventIn(left, "MemberDeactivated")}/undo`;
    const undone = await order("POST", url, { reason: "a mistake" });
    expect(undone).toMatchObject({
      status: 200,
      body: { id: id("Grace"), events: [{ type: "MemberChangeReversed", effectiveOn: "2025-07-01" }] },
      headers: { "muster-position": undone.body["position"] },
    });
    const after = (await ask("GET", `/v1/members/${id("Grace")}`)).body;
    expect(after).toMatchObject({ active: true, endDate: null, queues: before["queues"] });
    expect(await order("POST", url, {})).toMatchObject({ status: 200, body: { id: id("Grace"), events: [] } });
  });

  it("is told in the history: both versions, who corrected it, when and why", async () => {
    const { body } = await ask("GET", `/v1/members/${id("Grace")}/history`);
    const told = (body.items ?? []).filter(({ fieldName }) => fieldName === "end_date");
    expect(told).toMatchObject([
      {
        ...{ changeType: "MemberChangeReversed", oldValue: "2025-06-30", newValue: null, effectiveOn: "2025-07-01" },
        ...{ changedBy: "test:Bearer hr-admin", reason: "a mistake", changedAt: expect.any(String) },
      },
      { changeType: "MemberDeactivated", oldValue: null, newValue: "2025-06-30", reason: null },
    ]);
  });

  it("says which later change stands in the way, and takes it back where that is said", async () => {
    const renamed = { name: "Ada King", effectiveOn: "2025-03-01" };
    const rename = eventIn(await order("PATCH", `/v1/members/${id("Ada")}`, renamed), "MemberRenamed");
    const moved = { team: "support", effectiveOn: "2025-04-01" };
    const left = await order("POST", `/v1/members/${id("Ada")}/deactivate`, {
      ...{ reasonCode: "resignation", lastDay: "2025-05-31" },
    });
    const rehired = await order("POST", `/v1/members/${id("Ada")}/rehire`, { effectiveOn: "2025-08-01" });
    expect(rehired.status).toBe(200);
    const url = `/v1/events/${eventIn(left, "MemberDeactivated")}/undo`;
    const refused = await order("POST", url, {});
    const rehire = eventIn(rehired, "MemberRehired");
    expect(refused).toMatchObject({
      status: 409,
      body: {
        ...{ code: "conflicts-with-later-change", type: "/problems/conflicts-with-later-change" },
        detail: expect.stringContaining("new employment of Ada King (2025-08-01)"),
        details: {
          changes: [{ eventId: rehire, memberId: id("Ada"), type: "MemberRehired", on: "2025-08-01" }],
          withdraw: [rehire],
        },
      },
    });
    const undone = await order("POST", url, { withdraw: [rehire] });
    expect(undone.body.events).toMatchObject([{ type: "MemberChangeReversed" }, { type: "MemberChangeReversed" }]);
    expect((await ask("GET", `/v1/members/${id("Ada")}`)).body).toMatchObject({ name: "Ada King", active: true });
    const needless = await order("PATCH", `/v1/members/${id("Ada")}`, { ...moved, withdraw: [rename] });
    expect(needless).toMatchObject({ status: 400, body: { code: "invalid-value", pointer: "/withdraw" } });
  });

  it("can itself be undone", async () => {
    const titled = await order("PATCH", `/v1/members/${id("Ada")}`, { title: "Countess" });
    const first = await order("POST", `/v1/events/${eventIn(titled, "MemberDetailsChanged")}/undo`, {});
    expect((await ask("GET", `/v1/members/${id("Ada")}`)).body).toMatchObject({ title: null });
    await order("POST", `/v1/events/${eventIn(first, "MemberChangeReversed")}/undo`, {});
    expect((await ask("GET", `/v1/members/${id("Ada")}`)).body).toMatchObject({ title: "Countess" });
  });

  it("is refused below a queue's minimum, unless that is accepted by name", async () => {
    const assigned = await order("PUT", `/v1/members/${id("Barbara")}/queues/Night`, { effectiveOn: "2025-05-01" });
    await order("PATCH", "/v1/queues/Night", { minimum: 1, effectiveOn: "2025-06-01" });
    const url = `/v1/events/${eventIn(assigned, "QueueAssigned")}/undo`;
    const refused = await order("POST", url, {});
    expect(refused).toMatchObject({ status: 409 });
    expect((await order("POST", url, { acceptUncovered: ["Night"] })).status).toBe(200);
  });

  it("answers once for each key, and only upon the revision that was seen", async () => {
    const titled = await order("PATCH", `/v1/members/${id("Barbara")}`, { title: "Professor" });
    const url = `/v1/events/${eventIn(titled, "MemberDetailsChanged")}/undo`;
    expect(await order("POST", url, {}, { "if-match": '"0"' })).toMatchObject({ status: 412 });
    const key = { "idempotency-key": "undo-once" };
    const [first, again] = [await order("POST", url, {}, key), await order("POST", url, {}, key)];
    expect(first.body.events).toHaveLength(1);
    expect(again.body).toEqual(first.body);
  });

  it.each([
    ["an unknown event", "00000000-0000-4000-8000-000000000000", {}, 404, "change-unknown"],
    ["what is no id", "nothing", {}, 400, "invalid-request"],
    [
      "what is withdrawn and is no id",
      "00000000-0000-4000-8000-000000000000",
      { withdraw: ["x"] },
      400,
      "invalid-request",
    ],
    ["an actor", "00000000-0000-4000-8000-000000000000", { actor: "me" }, 400, "invalid-request"],
  ])("refuses %s", async (...[, event, body, status, code]) => {
    expect(await ask("POST", `/v1/events/${event}/undo`, body)).toMatchObject({ status, body: { code } });
  });
});

describe("who may take what back", () => {
  const lead = as("lead:engineering");
  const cover = (name: string, queue: string) => `/v1/members/${id(name)}/queues/${queue}`;

  it("is who may make that change", async () => {
    await register("Joan");
    const own = eventIn(await order("PUT", cover("Joan", "Cloud"), {}), "QueueAssigned");
    const other = eventIn(await order("PUT", cover("Barbara", "Cloud"), {}), "QueueAssigned");
    const member = eventIn(await order("PATCH", `/v1/members/${id("Joan")}`, { title: "T" }), "MemberDetailsChanged");
    const queue = eventIn(await order("PATCH", "/v1/queues/Cloud", { name: "Clouds" }), "QueueRenamed");
    const undo = async (event: string, role: string) =>
      (await order("POST", `/v1/events/${event}/undo`, {}, as(role))).status;
    for (const event of [other, member, queue]) expect(await undo(event, "lead:engineering")).toBe(403);
    for (const role of ["reader", "auditor", "lead:support"]) expect(await undo(own, role)).toBe(403);
    expect(await undo(own, "lead:engineering")).toBe(200);
    for (const event of [other, member, queue]) expect(await undo(event, "hr-admin")).toBe(200);
    // What is taken back already is not told to those who may not, either.
    for (const event of [other, member, queue]) expect(await undo(event, "lead:engineering")).toBe(403);
  });

  it("withdraws with a change no more than is theirs to change", async () => {
    await register("Kay");
    const assigned = await order("PUT", cover("Kay", "Cloud"), { effectiveOn: "2025-02-01" });
    const ended = await order("POST", `/v1/members/${id("Kay")}/deactivate`, {
      ...{ reasonCode: "resignation", lastDay: "2025-09-30" },
    });
    const leave = eventIn(ended, "MemberDeactivated");
    // The departure closed the assignment: without that it no longer fits, and it is not the lead's to take back.
    const earlier = { effectiveOn: "2025-03-01" };
    const refused = await order("DELETE", cover("Kay", "Cloud"), earlier, lead);
    expect(refused).toMatchObject({ status: 409, body: { details: { withdraw: [leave] } } });
    const denied = await order("DELETE", cover("Kay", "Cloud"), { ...earlier, withdraw: [leave] }, lead);
    expect(denied).toMatchObject({ status: 403, body: { code: "access-denied" } });
    const dry = {
      commands: [{ type: "UnassignQueue", member: id("Kay"), queue: "Cloud", ...earlier, withdraw: [leave] }],
      dryRun: true,
    };
    expect(await order("POST", "/v1/commands", dry, lead)).toMatchObject({ status: 403 });
    expect(await order("POST", "/v1/commands", { ...dry, dryRun: false }, lead)).toMatchObject({ status: 403 });
    const undone = await order(
      "POST",
      `/v1/events/${eventIn(assigned, "QueueAssigned")}/undo`,
      { withdraw: [leave] },
      lead,
    );
    expect(undone).toMatchObject({ status: 403 });
    const done = await order("DELETE", cover("Kay", "Cloud"), { ...earlier, withdraw: [leave] });
    expect(done.body.events).toMatchObject([{ type: "QueueAssignmentRemoved" }, { type: "MemberChangeReversed" }]);
  });
});

it("met nothing that it did not expect", () => {
  expect(served().unexpected).toEqual([]);
});
