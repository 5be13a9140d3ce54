import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { operator } from "../../src/app/access/principal.ts";
import { type Answer, fragile, type Fragile } from "../support/away.ts";
import { until } from "../support/embeddedHomes.ts";

/** With the database away, what the preferences file knows is answered from there, and everything else not at all. */
let served: Fragile;
beforeAll(async () => {
  served = await fragile();
  expect(await served.ask("hr-admin", "GET", "/v1/members?team=engineering")).toMatchObject({ status: 200 });
});
afterAll(() => served.close());

const fromFile = { "muster-source": "file", "muster-position": expect.stringMatching(/^\d+$/) as unknown };
const get = (as: string, url: string, headers: Readonly<Record<string, string>> = {}) =>
  served.ask(as, "GET", url, { headers });
const items = ({ body }: Answer) => body["items"] as readonly Readonly<Record<string, unknown>>[];
const isLive = async () => {
  const { status, headers } = await get("hr-admin", "/v1/members?team=engineering");
  return status === 200 && headers["muster-source"] === undefined;
};
/** Brings the line back, and sees that all is well within five seconds. */
const recovered = async () => {
  const since = performance.now();
  served.line.mend();
  await until("reads are live again", isLive);
  expect(performance.now() - since).toBeLessThan(5_000);
};
const order = (key: string) =>
  served.ask("hr-admin", "POST", "/v1/queues", { headers: { "idempotency-key": key }, payload: { name: key } });

describe("a database that refuses connections", () => {
  beforeAll(() => served.line.cut());
  afterAll(recovered);

  it("leaves the team's members to the file, which says so, of which position, and how old it is", async () => {
    const answer = await get("hr-admin", "/v1/members?team=engineering&limit=200");
    expect(answer).toMatchObject({ status: 200, headers: fromFile });
    expect(Number(answer.headers["age"])).toBeLessThan(600);
    expect(items(answer)).toHaveLength(11);
    expect(items(answer)[0]).toEqual({
      ...{ memberId: null, title: null, managerId: null, startDate: null, endDate: null, revision: null },
      ...{ name: expect.any(String), email: expect.stringContaining("@"), team: "engineering", active: true },
      queues: expect.arrayContaining([{ queue: expect.any(String), type: null, assignedDate: null }]),
    });
    expect(await get("hr-admin", "/v1/members")).toMatchObject({ status: 200, body: answer.body });
  });

  it("does so a page at a time, in order", async () => {
    const names: unknown[] = [];
    let url = "/v1/members?team=engineering&limit=4&sort=-email";
    for (let pages = 0; pages < 3; pages++) {
      const answer = await get("hr-admin", url);
      names.push(...items(answer).map(({ email }) => email));
      url = `/v1/members?team=engineering&limit=4&sort=-email&cursor=${String(answer.body["next"])}`;
    }
    expect(names).toHaveLength(11);
    expect(names).toEqual([...names].sort().reverse());
  });

  it("leaves it the queues, and the members of a queue", async () => {
    const queues = await get("reader", "/v1/queues?limit=200");
    expect(queues).toMatchObject({ status: 200, headers: fromFile });
    expect(items(queues)[0]).toEqual({
      ...{ queueId: null, name: expect.any(String), minimum: null, open: true, openedOn: null, closedOn: null },
      revision: null,
    });
    const name = encodeURIComponent("Cloud - Infrastructure");
    expect(await get("reader", `/v1/queues/${name}`)).toMatchObject({ status: 200, headers: fromFile });
    const covering = items(await get("reader", `/v1/members?queue=${name}`));
    expect(covering.length).toBeGreaterThan(0);
    for (const { queues } of covering)
      expect(queues).toContainEqual({ queue: "Cloud - Infrastructure", type: null, assignedDate: null });
  });

  it("leaves it the functions that read a team, also a member by email", async () => {
    const call = (as: string, name: string, payload: object) =>
      served.ask(as, "POST", `/v1/functions/${name}`, { payload });
    const found = await call("hr-admin", "get_member_by_email", { email: "OLLI.ojala@orro.group" });
    expect(found).toMatchObject({
      ...{ status: 200, headers: { ...fromFile, age: expect.stringMatching(/^\d+$/) as unknown } },
      body: { member: { name: "Olli Ojala", team: "engineering" }, source: { from: "file" } },
    });
    expect(await call("lead:engineering", "get_team_members", {})).toMatchObject({ status: 200, body: { count: 11 } });
    // Another team is theirs, and of that the file knows nothing; nor does it say whose "my team" would be.
    expect(await call("hr-admin:platform", "get_team_members", {})).toMatchObject({ status: 503 });
    expect(await call("hr-admin", "get_team_queues", {})).toMatchObject({ status: 503 });
    expect(await call("hr-admin", "get_member_history", { member: "Olli Ojala" })).toMatchObject({ status: 503 });
  });

  it("shows no more to anybody than the tables would", async () => {
    expect(items(await get("reader", "/v1/members?team=engineering")).some((member) => "email" in member)).toBe(false);
    expect(items(await get("auditor", "/v1/members")).every((member) => "email" in member)).toBe(true);
    expect(items(await get("lead:engineering", "/v1/members"))).toHaveLength(11);
    expect(await get("lead:platform", "/v1/members")).toMatchObject({ status: 503 });
    expect(await get("lead:platform", "/v1/members?team=engineering")).toMatchObject({ status: 403 });
    expect(await get("reader", "/v1/members?sort=email")).toMatchObject({ status: 403 });
    expect(await get("", "/v1/members")).toMatchObject({ status: 401 });
  });

  it.each([
    ...["/v1/members?team=platform", "/v1/members?active=all", "/v1/members?q=olli", "/v1/members?sort=startDate"],
    ...["/v1/members?manager=olli.ojala@orro.group", "/v1/members?queue=Elsewhere", "/v1/queues?all=true"],
    ...["/v1/members/00000000-0000-4000-8000-000000000000", "/v1/queues/Elsewhere", "/v1/queues/x/members"],
    ...["/v1/teams", "/v1/coverage", "/v1/org-chart", "/v1/events"],
  ])("cannot answer %s: it is unavailable, and soon to be asked again", async (url) => {
    expect(await get("hr-admin", url)).toMatchObject({
      status: 503,
      headers: { "content-type": expect.stringContaining("application/problem+json") as unknown, "retry-after": "1" },
      body: { code: expect.stringMatching(/-unavailable$/) as unknown, status: 503 },
    });
  });

  it("takes no commands", async () => {
    expect(await order("refused")).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
    const list = { payload: { commands: [{ type: "OpenQueue", name: "x" }], dryRun: true } };
    expect(await served.ask("hr-admin", "POST", "/v1/commands", list)).toMatchObject({ status: 503 });
  });

  it("answers a read that names a position where the file holds it", async () => {
    const { headers } = await get("hr-admin", "/v1/queues");
    const position = String(headers["muster-position"]);
    expect(await get("hr-admin", "/v1/queues", { "muster-wait-for": position })).toMatchObject({ status: 200 });
    const later = String(BigInt(position) + 1n);
    expect(await get("hr-admin", "/v1/queues", { "muster-wait-for": later })).toMatchObject({ status: 503 });
  });

  it("is told of by the status, which health rests upon", async () => {
    await expect(served.muster.status()).rejects.toThrow("The database cannot be reached");
  });
});

describe("a database that has gone silent", () => {
  it("is noticed in about two seconds, and then no more waited for", async () => {
    served.line.mute();
    const begun = performance.now();
    const first = await get("hr-admin", "/v1/members?team=engineering");
    expect(performance.now() - begun).toBeLessThan(2_500);
    expect(first).toMatchObject({ status: 200, headers: fromFile });
    const again = performance.now();
    expect(await get("hr-admin", "/v1/queues")).toMatchObject({ status: 200, headers: fromFile });
    expect(await order("silent")).toMatchObject({ status: 503 });
    expect(performance.now() - again).toBeLessThan(300);
    await recovered();
  });

  it("is whole again by itself: commands, tables and file", async () => {
    const { status, body } = await order("silent");
    expect(status).toBe(201);
    const since = performance.now();
    const position = BigInt(String(body["position"]));
    expect(await served.muster.waitFor(position, 5_000)).toBeGreaterThanOrEqual(position);
    const assigned = await served.ask("hr-admin", "POST", "/v1/functions/assign_queue", {
      payload: { member: "Olli Ojala", queue: "silent" },
    });
    expect(assigned).toMatchObject({ status: 200 });
    await until("the file follows", () => served.file().includes('"silent"'));
    expect(performance.now() - since).toBeLessThan(5_000);
    const opened = await served.muster.findEvents({ queueId: String(body["id"]) }, { after: 0n, limit: 10 });
    expect(opened.events.filter(({ type }) => type === "QueueOpened")).toHaveLength(1);
    expect(served.unexpected).toEqual([]);
  });
});

describe("who was known before", () => {
  it("reads on; who was not is told to come again, and nobody changes anything", async () => {
    const expiresAt = new Date(Date.now() + 86_400_000);
    const { key } = await served.muster.access.keys.create(operator({ issuer: "test", subject: "hr" }, null), {
      ...{ name: "known", role: "reader", expiresAt },
    });
    expect(await get(key, "/v1/members?team=engineering")).toMatchObject({ status: 200 });
    for (const fail of ["cut", "mute"] as const) {
      served.line[fail]();
      const read = await get(key, "/v1/members?team=engineering");
      expect(read).toMatchObject({ status: 200, headers: fromFile });
      expect(items(read).some((member) => "email" in member)).toBe(false);
      const unknown = `${key.slice(0, -1)}${key.endsWith("a") ? "b" : "a"}`;
      expect(await get(unknown, "/v1/members")).toMatchObject({
        status: 503,
        body: { code: "authentication-unavailable" },
      });
      await recovered();
    }
  });
});
