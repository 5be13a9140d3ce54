import { beforeAll, describe, expect, it } from "@jest/globals";
import { type Answered, useServed } from "./support.ts";

const served = useServed();
const ids = new Map<string, string>();
const as = (who: string) => ({ authorization: `Bearer ${who}` });
const get = (url: string, who = "hr-admin"): Promise<Answered> => served().ask("GET", url, undefined, as(who));
const names = async (url: string, who?: string) =>
  (await get(url, who)).body.items?.map(({ name, queue }) => name ?? queue);

const order = async (commands: readonly object[]) => {
  const done = await served().order("POST", "/v1/commands", { commands, reason: "it was so" });
  if (done.status >= 300) throw new Error(JSON.stringify(done.body));
  return String(done.headers["muster-position"]);
};
const register = (name: string, team: string, start: string, manager: string | null = null) => ({
  ...{
    type: "RegisterMember",
    name,
    team,
    start,
    newTeam: name !== "Bo" && name !== "Di",
    email: `${name}@example.com`,
  },
  ...{ title: `Title ${name}`, manager: manager && `${manager}@example.com` },
});
let first = "";

beforeAll(async () => {
  first = await order([
    register("Ada", "engineering", "2021-01-01"),
    register("Bo", "engineering", "2021-02-01", "Ada"),
    register("Cy", "field", "2022-01-01", "Ada"),
    { type: "OpenQueue", name: "Cloud", minimum: 1, on: "2022-02-01" },
    { type: "AssignQueue", member: "Bo@example.com", queue: "Cloud", on: "2022-03-01" },
  ]);
  await order([
    { type: "UpdateQueue", queue: "Cloud", name: "Sky", on: "2023-01-01" },
    { type: "UpdateMember", member: "Bo@example.com", team: "field", on: "2023-02-01" },
    { type: "DeactivateMember", member: "Cy@example.com", reasonCode: "other", lastDay: "2023-03-31" },
  ]);
  for (const member of (await get("/v1/members?active=all")).body.items ?? [])
    ids.set(String(member["name"]), String(member["memberId"]));
});

describe("a list as of a day", () => {
  it.each([
    ["/v1/members?asOf=2020-12-31", []],
    ["/v1/members?asOf=2021-01-01", ["Ada"]],
    ["/v1/members?asOf=2022-06-01", ["Ada", "Bo", "Cy"]],
    ["/v1/members?asOf=2022-06-01&team=engineering", ["Ada", "Bo"]],
    ["/v1/members?asOf=2023-06-01&team=engineering", ["Ada"]],
    ["/v1/members?asOf=2023-03-31", ["Ada", "Bo", "Cy"]],
    ["/v1/members?asOf=2023-04-01", ["Ada", "Bo"]],
    ["/v1/members?asOf=2022-06-01&manager=Ada%40example.com", ["Bo", "Cy"]],
    ["/v1/members?asOf=2022-06-01&queue=cloud", ["Bo"]],
    ["/v1/queues?asOf=2022-01-31", []],
    ["/v1/queues?asOf=2022-06-01", ["Cloud"]],
    ["/v1/queues?asOf=2023-06-01", ["Sky"]],
    ["/v1/queues/cloud/members?asOf=2022-06-01", ["Bo"]],
    ["/v1/queues/cloud/members?asOf=2022-02-15", []],
    ["/v1/coverage?asOf=2022-06-01", ["Cloud"]],
    ["/v1/coverage?asOf=2022-06-01&uncovered=true", []],
    ["/v1/coverage?asOf=2022-02-15&uncovered=true", ["Cloud"]],
    ["/v1/org-chart?asOf=2020-01-01", []],
    ["/v1/org-chart?asOf=2022-06-01", ["Ada"]],
    ["/v1/members?asOf=2900-01-01", ["Ada", "Bo"]],
  ])("%s is %j", async (url, expected) => expect(await names(url)).toEqual(expected));

  it("has the rows of then", async () => {
    const { body } = await get("/v1/members?asOf=2022-06-01&sort=-name");
    expect(body.items?.[1]).toMatchObject({ name: "Bo", team: "engineering", queues: [{ queue: "Cloud" }] });
    const chart = await get("/v1/org-chart?asOf=2022-06-01");
    expect(chart.body.items?.[0]).toMatchObject({ directReports: 2, reports: [{ name: "Bo" }, { name: "Cy" }] });
    const member = await get(`/v1/members/${ids.get("Bo")}?asOf=2022-02-15`);
    expect(member.body).toMatchObject({ name: "Bo", team: "engineering", queues: [], at: { asOf: "2022-02-15" } });
    expect(member.headers.etag).toBeUndefined();
    expect((await get(`/v1/members/${ids.get("Bo")}?asOf=2020-02-15`)).status).toBe(404);
  });

  it("as of today is what is now", async () => {
    const today = new Date().toISOString().slice(0, 10);
    for (const url of [
      "/v1/members?active=all",
      "/v1/queues?all=true",
      "/v1/coverage?limit=9",
      "/v1/org-chart?depth=3",
    ])
      expect((await get(`${url}&asOf=${today}`)).body.items).toEqual((await get(url)).body.items);
  });

  it("comes as CSV, too", async () => {
    const csv = await served().app.inject({
      ...{ method: "GET", url: "/v1/members?asOf=2021-01-15" },
      headers: { ...as("hr-admin"), accept: "text/csv" },
    });
    expect(csv.body.split("\r\n").slice(1, -1)).toEqual([expect.stringContaining("Ada")]);
  });
});

describe("a list as known at a point", () => {
  it("is what was believed then", async () => {
    expect(await names(`/v1/members?knownAt=${first}`)).toEqual(["Ada", "Bo", "Cy"]);
    expect(await names(`/v1/queues?knownAt=${first}`)).toEqual(["Cloud"]);
    expect(await names("/v1/members?knownAt=0")).toEqual([]);
    expect(await names("/v1/members?knownAt=2020-01-01T00:00:00Z")).toEqual([]);
    expect(await names(`/v1/members?knownAt=${new Date().toISOString()}`)).toEqual(["Ada", "Bo"]);
  });

  it("names the day, the instant and the position, and asked for that position again is the same, byte by byte", async () => {
    const ask = (url: string) => served().app.inject({ method: "GET", url, headers: as("hr-admin") });
    const before = await ask("/v1/members?asOf=2022-06-01");
    const { at } = before.json<{ at: { position: string; knownAt: string; asOf: string } }>();
    expect(at).toEqual({ asOf: "2022-06-01", position: expect.any(String), knownAt: expect.stringMatching(/Z$/) });
    await order([register("Di", "field", "2022-05-01")]);
    expect(await names("/v1/members?asOf=2022-06-01")).toEqual(["Ada", "Bo", "Cy", "Di"]);
    const again = await ask(`/v1/members?asOf=2022-06-01&knownAt=${at.position}`);
    expect(again.body).toBe(before.body);
    const byInstant = await ask(`/v1/members?asOf=2022-06-01&knownAt=${encodeURIComponent(at.knownAt)}`);
    expect(byInstant.body).toBe(before.body);
  });

  it.each([
    ["knownAt=2999-01-01T00:00:00Z", "has not come yet"],
    ["knownAt=yesterday", "is no instant"],
    ["knownAt=2025-01-01T00:00:00", "is no instant"],
    ["knownAt=99999999", "has not come to position"],
    ["asOf=2025-02-30", ""],
    ["asOf=today", ""],
  ])("is refused for %s", async (query, sentence) => {
    const { status, body } = await get(`/v1/members?${query}`);
    expect([400, 422]).toContain(status);
    expect(JSON.stringify(body)).toContain(sentence);
  });
});

describe("who may look back", () => {
  it("is told as much as of the present: by the team of then", async () => {
    const seen = async (who: string, query: string) => (await get(`/v1/members?${query}`, who)).body.items ?? [];
    expect((await seen("lead:engineering", "asOf=2022-06-01")).map(({ name }) => name)).toEqual(["Ada", "Bo"]);
    expect((await seen("lead:engineering", "asOf=2023-06-01")).map(({ name }) => name)).toEqual(["Ada"]);
    expect((await seen("reader", "asOf=2022-06-01"))[0]).not.toHaveProperty("email");
    expect((await get("/v1/members?asOf=2022-06-01&team=field", "lead:engineering")).status).toBe(403);
    expect((await get(`/v1/members/${ids.get("Bo")}?asOf=2023-06-01`, "lead:engineering")).status).toBe(403);
    expect((await get(`/v1/members/${ids.get("Bo")}?asOf=2022-06-01`, "lead:engineering")).status).toBe(200);
  });
});

describe("every read", () => {
  const paths = () => {
    const bo = ids.get("Bo") ?? "";
    return [
      ...["/v1/members", `/v1/members/${bo}`, `/v1/members/${bo}/history`, `/v1/members/${bo}/blame`, "/v1/queues"],
      ...["/v1/queues/cloud", "/v1/queues/cloud/members", "/v1/coverage", "/v1/teams", "/v1/org-chart"],
    ];
  };

  it("names the point on which it rests, and is the same again at its position", async () => {
    for (const path of paths()) {
      const ask = (query: string) =>
        served().app.inject({ method: "GET", url: `${path}?${query}`, headers: as("hr-admin") });
      const before = await ask("asOf=2022-06-01");
      expect([path, before.statusCode]).toEqual([path, 200]);
      const { at } = before.json<{ at: { position: string } }>();
      expect(at).toMatchObject({ asOf: "2022-06-01", position: expect.any(String) });
      await order([{ type: "UpdateMember", member: "Ada@example.com", title: path, on: "2022-01-01" }]);
      await order([{ type: "UpdateMember", member: "Bo@example.com", title: path, on: "2022-01-02" }]);
      await order([{ type: "UpdateQueue", queue: "sky", minimum: path.length, on: "2022-02-02" }]);
      expect((await ask(`asOf=2022-06-01&knownAt=${at.position}`)).body).toBe(before.body);
    }
  });

  it("tells of a member's changes what had happened by the day and was known", async () => {
    const bo = `/v1/members/${ids.get("Bo")}`;
    const fields = async (query: string) =>
      (await get(`${bo}/history?${query}`)).body.items?.map(({ fieldName }) => fieldName);
    expect(await fields(`asOf=2022-06-01&knownAt=${first}`)).toEqual(expect.not.arrayContaining(["team moved"]));
    const teams = async (query: string) =>
      (await get(`${bo}/blame?${query}`)).body.items?.find(({ fieldName }) => fieldName === "team")?.["value"];
    expect(await teams("asOf=2022-06-01")).toBe("engineering");
    expect(await teams("asOf=2023-06-01")).toBe("field");
    expect(await teams(`knownAt=${first}`)).toBe("engineering");
    expect((await get("/v1/teams?asOf=2021-06-01")).body.items).toMatchObject([{ team: "engineering", active: 2 }]);
    expect((await get("/v1/queues/cloud?asOf=2022-06-01")).body).toMatchObject({ name: "Cloud", closedOn: null });
  });

  it("is refused a point where there is none: of the service desk's tickets", async () => {
    for (const path of ["/v1/tickets", "/v1/workload", "/v1/workload/queues"]) {
      const { status, body } = await get(`${path}?asOf=2022-06-01`);
      expect([path, status]).toEqual([path, 400]);
      expect(JSON.stringify(body)).toContain("as they are now");
    }
  });
});

// Nearer than anything may be scheduled for, and not today.
const later = new Date().getUTCFullYear() + 5;

describe("a day to come", () => {
  let position = "";
  const past = "knownAt=";

  beforeAll(async () => {
    await order([{ type: "OpenQueue", name: "Night", minimum: 1, on: "2023-01-01" }]);
    await order([{ type: "AssignQueue", member: "Ada@example.com", queue: "Night", on: "2023-01-01" }]);
    await order([{ ...register("Eve", "platform", `${later + 1}-01-01`, "Ada") }]);
    await order([
      { type: "UpdateMember", member: "Bo@example.com", team: "platform", on: `${later + 1}-02-01`, newTeam: true },
    ]);
    await order([{ type: "UpdateQueue", queue: "Night", name: "Late", on: `${later + 1}-02-01` }]);
    position = await order([
      { type: "AssignQueue", member: "Bo@example.com", queue: "Night", on: `${later + 1}-03-01` },
    ]);
  });

  it("is answered with what is scheduled by then, and nothing of it is recorded", async () => {
    const before = await served().muster.head();
    expect(await names(`/v1/members?asOf=${later}-12-31&team=platform`)).toEqual([]);
    expect(await names(`/v1/members?asOf=${later + 1}-01-31&team=platform`)).toEqual(["Eve"]);
    expect(await names(`/v1/members?asOf=${later + 1}-02-01&team=platform`)).toEqual(["Bo", "Eve"]);
    expect(await names(`/v1/members?asOf=${later + 1}-02-01&team=field`)).not.toContain("Bo");
    expect(await names(`/v1/members?asOf=${later + 1}-03-01&queue=late`)).toEqual(["Ada", "Bo"]);
    expect(await names(`/v1/members?asOf=${later + 1}-02-01&q=ev`)).toEqual(["Eve"]);
    expect(await names(`/v1/queues?asOf=${later + 1}-01-31`)).toContain("Night");
    expect(await names(`/v1/queues?asOf=${later + 1}-02-01`)).toContain("Late");
    expect(await names(`/v1/queues/late/members?asOf=${later + 1}-03-01`)).toEqual(["Ada", "Bo"]);
    expect((await get(`/v1/teams?asOf=${later + 1}-03-01`)).body.items).toContainEqual({
      team: "platform",
      active: 2,
      left: 0,
    });
    expect((await get(`/v1/members/${ids.get("Bo")}?asOf=${later + 1}-03-01`)).body).toMatchObject({
      ...{ team: "platform", queues: expect.arrayContaining([expect.objectContaining({ queue: "Late" })]) },
      at: { asOf: `${later + 1}-03-01`, scheduled: { applied: 4, refused: [] } },
    });
    const chart = await get(`/v1/org-chart?asOf=${later + 1}-03-01`);
    expect(JSON.stringify(chart.body.items)).toContain("Eve");
    const coverage = async (day: string) =>
      (await get(`/v1/coverage?asOf=${day}`)).body.items?.find(({ queue }) => queue === "Night" || queue === "Late");
    expect(await coverage(`${later}-12-31`)).toMatchObject({ queue: "Night", primary: 1 });
    expect(await coverage(`${later + 1}-03-01`)).toMatchObject({ queue: "Late", primary: 2, covered: true });
    expect(await served().muster.head()).toBe(before);
  });

  it("is answered as it was expected at a position, whatever became of it", async () => {
    const ask = (query: string) =>
      served().app.inject({
        method: "GET",
        url: `/v1/coverage?asOf=${later + 1}-03-01${query}`,
        headers: as("hr-admin"),
      });
    const before = await ask("");
    expect(before.json()).toMatchObject({ at: { position } });
    const { pending } = await served().muster.scheduled.list();
    const context = { commandId: crypto.randomUUID(), actor: { issuer: "test", subject: "t" } };
    const last = pending.at(-1)?.change.changeId ?? "";
    const cancelled = await served().muster.scheduled.cancel(last, context);
    await served().muster.settle(cancelled.position);
    expect((await ask(`&${past}${position}`)).body).toBe(before.body);
    expect((await ask("")).json()).toMatchObject({ at: { scheduled: { applied: 3 } } });
    expect(await names(`/v1/members?asOf=${later + 1}-03-01&queue=late`)).toEqual(["Ada"]);
    expect(await names(`/v1/members?asOf=${later + 1}-03-01&${past}${first}`)).toEqual(["Ada", "Bo", "Cy"]);
  });

  it("tells what would be refused on its day, and does not apply it", async () => {
    const accept = { acceptUncovered: ["Sky"] };
    await order([{ type: "UpdateMember", member: "Bo@example.com", name: "Bob", on: `${later + 2}-01-01` }]);
    await order([
      { type: "DeactivateMember", member: "Bo@example.com", reasonCode: "other", lastDay: "2023-12-31", ...accept },
    ]);
    const { body } = await get(`/v1/members?asOf=${later + 2}-01-01&active=all&team=field`);
    expect(body.items).toMatchObject([{ name: "Bo", active: false }, { name: "Cy" }, { name: "Di" }]);
    const refusal = {
      code: "member-not-active",
      on: `${later + 2}-01-01`,
      message: expect.stringContaining("has left"),
    };
    const refused = expect.arrayContaining([expect.objectContaining(refusal)]);
    expect(body["at"]).toMatchObject({ scheduled: { refused } });
    const seen = (await get(`/v1/members?asOf=${later + 2}-01-01&team=field`, "lead:field")).body["at"];
    expect(JSON.stringify(seen)).toContain("member-not-active");
    expect(JSON.stringify(seen)).not.toContain("has left");
  });
});
