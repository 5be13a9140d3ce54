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
  expect(done.status).toBeLessThan(300);
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
