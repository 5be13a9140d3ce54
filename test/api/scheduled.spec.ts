import { beforeAll, describe, expect, it } from "@jest/globals";
import { addDays } from "../../src/domain/kernel/time.ts";
import { giveOn } from "../support/earlierDays.ts";
import { useServed } from "./support.ts";

const served = useServed();
const order: ReturnType<typeof served>["order"] = (...asked) => served().order(...asked);
const ask: ReturnType<typeof served>["ask"] = (...asked) => served().ask(...asked);
const today = new Date().toISOString().slice(0, 10);
const day = (n: number): string => addDays(today, n);
const ids = new Map<string, string>();
const id = (name: string): string => ids.get(name) ?? name;

async function register(name: string, team: string): Promise<void> {
  const person = { name, email: `${name.toLowerCase()}@example.com`, team, newTeam: true, effectiveOn: "2025-01-01" };
  ids.set(name, String((await order("POST", "/v1/members", person)).body["id"]));
}

beforeAll(async () => {
  for (const name of ["Ada", "Grace", "Edsger"]) await register(name, "engineering");
  await register("Barbara", "support");
  ids.set("Cloud", String((await order("POST", "/v1/queues", { name: "Cloud", on: "2025-01-01" })).body["id"]));
  ids.set("Night", String((await order("POST", "/v1/queues", { name: "Night", on: "2025-01-01" })).body["id"]));
  await register("Left", "support");
  await order("POST", `/v1/members/${id("Left")}/deactivate`, { reasonCode: "resignation", lastDay: "2025-06-30" });
  await order("PUT", `/v1/members/${id("Grace")}/queues/Cloud`, { effectiveOn: "2025-02-01" });
});

const changeIn = ({ body }: { readonly body: Readonly<Record<string, unknown>> }): string =>
  (body["scheduled"] as { changeId: string }).changeId;

describe("every command", () => {
  const on = day(30);
  const uncovered = (): string => `/v1/members/${id("Edsger")}/queues/Night`;
  const covered = (): string => `/v1/members/${id("Grace")}/queues/Cloud`;
  const of =
    (name: string, what = ""): (() => string) =>
    () =>
      `/v1/members/${id(name)}${what}`;
  const at = (url: string) => (): string => url;
  it.each([
    ["POST", at("/v1/members"), { name: "Joan", email: "joan@example.com", team: "support", effectiveOn: on }],
    ["PATCH", of("Ada"), { title: "Countess", effectiveOn: on }],
    ["PUT", uncovered, { effectiveOn: on }],
    ["PUT", covered, { type: "backup", retype: true, effectiveOn: on }],
    ["DELETE", covered, { effectiveOn: on }],
    ["POST", at("/v1/queues"), { name: "Day", effectiveOn: on }],
    ["PATCH", at("/v1/queues/Cloud"), { minimum: 0, name: "Clouds", effectiveOn: on }],
    ["POST", at("/v1/queues/Night/close"), { effectiveOn: on }],
    ["POST", of("Edsger", "/deactivate"), { reasonCode: "resignation", lastDay: day(29) }],
    ["POST", of("Left", "/reactivate"), { effectiveOn: on }],
    ["POST", of("Left", "/rehire"), { effectiveOn: on }],
    ["POST", at("/v1/commands"), { commands: [{ type: "VoidRegistration", member: "Grace", effectiveOn: on }] }],
  ] as const)("for a later day is accepted and says where it waits: %s %#", async (method, url, body) => {
    const done = await order(method, url(), body);
    expect([done.status, done.body]).toMatchObject([202, { events: [], scheduled: { on: expect.any(String) } }]);
    const { scheduled } = done.body as unknown as { scheduled: { changeId: string; on: string } };
    expect(done.headers.location).toBe(`/v1/scheduled/${scheduled.changeId}`);
    const found = await ask("GET", String(done.headers.location));
    expect(found).toMatchObject({ status: 200, headers: { etag: '"0"' } });
    expect(found.body).toMatchObject({ ...scheduled, state: "pending", failure: null, eventIds: [] });
    expect(found.body["steps"]).toMatchObject([{ type: "ChangeScheduled", on: scheduled.on }]);
    await order("POST", `${String(done.headers.location)}/cancel`, {});
  });

  it("takes one day by any of its names, and is refused for two", async () => {
    const done = await order("PATCH", `/v1/members/${id("Ada")}`, {
      title: "x",
      on: "2025-02-01",
      effectiveOn: "2025-02-02",
    });
    expect(done).toMatchObject({ status: 400, body: { code: "invalid-value", pointer: "/effectiveOn" } });
    const list = [{ type: "UpdateMember", member: "Ada", title: "Engineer", effectiveOn: "2025-02-01" }];
    const { body } = await order("POST", "/v1/commands", { commands: list });
    expect(body.events).toMatchObject([{ type: "MemberDetailsChanged", effectiveOn: "2025-02-01" }]);
  });

  it("is the same change when it is repeated with its key", async () => {
    const sent = [
      "POST",
      "/v1/members",
      { name: "K", email: "k@example.com", team: "support", effectiveOn: on },
    ] as const;
    const key = { "idempotency-key": "scheduled-once" };
    const [first, again] = [await order(...sent, key), await order(...sent, key)];
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.body).toEqual(first.body);
    expect(first.body["revision"]).toBeNull();
    await order("POST", `/v1/scheduled/${changeIn(first)}/cancel`, {});
  });
});

describe("what is to come", () => {
  it("is listed by date, a page at a time, and by state, member and team", async () => {
    const later = await order("PATCH", `/v1/members/${id("Ada")}`, { title: "Late", effectiveOn: day(20) });
    const sooner = await order("PATCH", `/v1/members/${id("Barbara")}`, { title: "Soon", effectiveOn: day(10) });
    const queue = await order("PATCH", "/v1/queues/Cloud", { minimum: 0, name: "Cloudy", effectiveOn: day(15) });
    const all = [changeIn(sooner), changeIn(queue), changeIn(later)];
    const listed = async (asked: string, role = "hr-admin") =>
      (await ask("GET", `/v1/scheduled?${asked}`, undefined, { authorization: `Bearer ${role}` })).body.items?.map(
        ({ changeId }) => changeId,
      );
    expect(await listed("")).toEqual(all);
    expect(await listed("state=pending")).toEqual(all);
    expect(await listed("state=failed")).toEqual([]);
    expect(await listed("team=support")).toEqual([changeIn(sooner)]);
    expect(await listed("member=ada@example.com")).toEqual([changeIn(later)]);
    expect(await listed("", "lead:engineering")).toEqual([changeIn(later)]);
    expect(await listed("", "auditor")).toEqual(all);
    const first = await ask("GET", "/v1/scheduled?limit=2");
    const next = await ask("GET", `/v1/scheduled?limit=2&cursor=${String(first.body["next"])}`);
    expect([first, next].flatMap(({ body }) => body.items ?? []).map(({ changeId }) => changeId)).toEqual(all);
    expect(next.body["next"]).toBeNull();
    for (const change of all) await order("POST", `/v1/scheduled/${change}/cancel`, {});
  });

  it("is moved and cancelled, upon the revision that was seen, and tells by whom and why", async () => {
    const change = changeIn(
      await order("PATCH", `/v1/members/${id("Ada")}`, { title: "Duchess", effectiveOn: day(5) }),
    );
    const url = `/v1/scheduled/${change}`;
    const moved = await order("POST", `${url}/move`, { on: day(9), reason: "later" }, { "if-match": '"0"' });
    expect(moved).toMatchObject({ status: 200, body: { changeId: change, on: day(9), state: "pending" } });
    expect(await order("POST", `${url}/cancel`, {}, { "if-match": '"0"' })).toMatchObject({ status: 412 });
    const cancelled = await order("POST", `${url}/cancel`, { reason: "not at all" });
    expect(cancelled).toMatchObject({ status: 200, body: { state: "cancelled" } });
    expect((await ask("GET", url)).body).toMatchObject({
      state: "cancelled",
      steps: [
        { type: "ChangeScheduled", on: day(5), reason: null },
        { type: "ChangeRescheduled", on: day(9), reason: "later", by: "test:Bearer hr-admin" },
        { type: "ChangeCancelled", on: day(9), reason: "not at all" },
      ],
    });
    expect(await order("POST", `${url}/move`, { on: day(9) })).toMatchObject({
      status: 409,
      body: { code: "change-not-pending" },
    });
  });

  it.each([
    ["an unknown change", "GET", "00000000-0000-4000-8000-000000000000", undefined, 404, "change-unknown"],
    ["what is no id", "GET", "x", undefined, 400, "invalid-request"],
    [
      "a move of an unknown change",
      "POST",
      "00000000-0000-4000-8000-000000000000/move",
      { on: day(1) },
      404,
      "change-unknown",
    ],
    ["a move to no day", "POST", "00000000-0000-4000-8000-000000000000/move", { on: "soon" }, 400, "invalid-request"],
  ])("refuses %s", async (...[, method, at, body, status, code]) => {
    expect(await ask(method, `/v1/scheduled/${at}`, body)).toMatchObject({ status, body: { code } });
  });

  it("refuses a list for several days, one of them to come", async () => {
    const commands = [
      { type: "UpdateMember", member: "Ada", title: "A", effectiveOn: day(1) },
      { type: "UpdateMember", member: "Ada", title: "B", effectiveOn: day(2) },
    ];
    expect(await order("POST", "/v1/commands", { commands })).toMatchObject({
      status: 422,
      body: { code: "date-in-future" },
    });
  });

  it("refuses the second of two that contradict each other on a day, and says which stands in the way", async () => {
    const leaving = { reasonCode: "resignation", lastDay: day(6) };
    const title = { title: "Admiral", effectiveOn: day(8) };
    const first = changeIn(await order("PATCH", `/v1/members/${id("Grace")}`, title));
    const refused = await order("POST", `/v1/members/${id("Grace")}/deactivate`, leaving);
    expect(refused).toMatchObject({ status: 409, body: { code: "conflicts-with-later-change" } });
    expect((refused.body["details"] as { scheduled: unknown }).scheduled).toMatchObject([
      { changeId: first, on: day(8) },
    ]);
    await order("POST", `/v1/scheduled/${first}/cancel`, {});
  });
});

describe("a change that is refused on its day", () => {
  it("is shown as failed, with the code and the sentence, and can be moved", async () => {
    const on = day(-1);
    const [change = ""] = await giveOn(day(-3), served().settings, {
      type: "RenameMember",
      data: { memberId: id("Edsger"), on, name: "Edsger W. Dijkstra" },
    });
    const left = { reasonCode: "resignation", lastDay: day(-2) };
    expect(await order("POST", `/v1/members/${id("Edsger")}/deactivate`, left)).toMatchObject({ status: 200 });
    await served().muster.scheduled.applyDue();
    const { body } = await ask("GET", "/v1/scheduled?state=failed");
    expect(body.items).toMatchObject([
      {
        ...{ changeId: change, state: "failed", on },
        failure: { code: "member-not-active", sentence: expect.stringContaining("Edsger") },
        steps: [{ type: "ChangeScheduled", reason: "as agreed" }, { type: "ChangeFailed" }],
      },
    ]);
    expect((await ask("GET", "/v1/scheduled?state=pending")).body.items).toEqual([]);
    expect(await order("POST", `/v1/scheduled/${change}/cancel`, {})).toMatchObject({ status: 200 });
    expect((await ask("GET", "/v1/scheduled")).body.items).toEqual([]);
  });
});

describe("who may", () => {
  const as = (role: string) => ({ authorization: `Bearer ${role}` });

  it("see, move and cancel is who may do what is scheduled", async () => {
    const own = changeIn(
      await order("PUT", `/v1/members/${id("Ada")}/queues/Cloud`, { effectiveOn: day(3) }, as("lead:engineering")),
    );
    const other = changeIn(await order("PUT", `/v1/members/${id("Barbara")}/queues/Cloud`, { effectiveOn: day(3) }));
    const member = changeIn(await order("PATCH", `/v1/members/${id("Ada")}`, { title: "T", effectiveOn: day(3) }));
    const lead = as("lead:engineering");
    expect((await ask("GET", `/v1/scheduled/${own}`, undefined, lead)).status).toBe(200);
    expect((await ask("GET", `/v1/scheduled/${other}`, undefined, lead)).status).toBe(403);
    expect((await order("POST", `/v1/scheduled/${own}/move`, { on: day(4) }, lead)).status).toBe(200);
    for (const change of [other, member]) {
      expect((await order("POST", `/v1/scheduled/${change}/move`, { on: day(4) }, lead)).status).toBe(403);
      expect((await order("POST", `/v1/scheduled/${change}/cancel`, {}, lead)).status).toBe(403);
    }
    for (const role of ["reader", "auditor"])
      expect((await order("POST", `/v1/scheduled/${own}/cancel`, {}, as(role))).status).toBe(403);
    expect((await order("POST", `/v1/scheduled/${own}/cancel`, {}, lead)).status).toBe(200);
  });
});

it("met nothing that it did not expect", () => {
  expect(served().unexpected).toEqual([]);
});
