import { beforeAll, describe, expect, it } from "@jest/globals";
import { type Answered, useServed } from "./support.ts";

const served = useServed();
const ids = new Map<string, string>();
const id = (name: string): string => ids.get(name) ?? name;
const as = (who: string) => ({ authorization: `Bearer ${who}` });
const get = (url: string, who = "hr-admin"): Promise<Answered> => served().ask("GET", url, undefined, as(who));
const names = async (url: string, who?: string) => (await get(url, who)).body.items?.map(({ name }) => name);

const people = [
  ["Ada", "engineering", null, "2018-01-01"],
  ["Bo", "engineering", "Ada", "2021-01-01"],
  ["Cy", "engineering", "Ada", "2019-01-01"],
  ["Åke", "field", "Ada", "2020-01-01"],
  ["Dee", "field", "Åke", "2022-01-01"],
] as const;

beforeAll(async () => {
  const commands = [
    ...people.map(([name, team, manager, start]) => ({
      ...{ type: "RegisterMember", name, team, start, newTeam: manager === null || name === "Åke" },
      ...{ email: `${name}@example.com`, title: `Title ${name}`, manager: manager && `${manager}@example.com` },
    })),
    { type: "OpenQueue", name: "Cloud", minimum: 2, on: "2022-02-01" },
    { type: "OpenQueue", name: "Dns/Web", on: "2022-02-01" },
    { type: "AssignQueue", member: "Ada@example.com", queue: "Cloud", on: "2022-03-01" },
    { type: "AssignQueue", member: "Åke@example.com", queue: "Cloud", assignmentType: "trainee", on: "2022-03-01" },
    { type: "DeactivateMember", member: "Cy@example.com", reasonCode: "other", lastDay: "2023-01-31" },
  ];
  const done = await served().order("POST", "/v1/commands", { commands, reason: "set up" });
  expect(done.status).toBe(201);
  for (const member of (await get("/v1/members?active=all")).body.items ?? [])
    ids.set(String(member["name"]), String(member["memberId"]));
});

describe("members", () => {
  it.each([
    ["", ["Ada", "Bo", "Dee", "Åke"]],
    ["?team=engineering", ["Ada", "Bo"]],
    ["?team=engineering&active=all", ["Ada", "Bo", "Cy"]],
    ["?active=false", ["Cy"]],
    ["?manager=ada%40example.com", ["Bo", "Åke"]],
    ["?queue=cloud", ["Ada", "Åke"]],
    ["?q=ÅK", ["Åke"]],
    ["?q=title%20b", ["Bo"]],
    ["?q=a%25", []],
    ["?q=.", ["Ada", "Bo", "Dee", "Åke"]],
    ["?q=(", []],
    ["?sort=-name", ["Åke", "Dee", "Bo", "Ada"]],
    ["?sort=startDate", ["Ada", "Åke", "Bo", "Dee"]],
    ["?sort=-startDate&active=all", ["Dee", "Bo", "Åke", "Cy", "Ada"]],
    ["?sort=team&limit=3", ["Ada", "Bo", "Dee"]],
  ])("%s are %j", async (query, expected) => {
    const found = await names(`/v1/members${query}`);
    // Of one team or day, ids decide.
    expect(query.includes("sort=team") ? found?.toSorted().length : found).toEqual(
      query.includes("sort=team") ? expected.length : expected,
    );
  });

  it("are as `roster --json` has them, with their revision", async () => {
    const { body } = await get("/v1/members?q=Ada");
    expect(body.items).toEqual([
      {
        memberId: id("Ada"),
        name: "Ada",
        email: "Ada@example.com",
        team: "engineering",
        title: "Title Ada",
        active: true,
        managerId: null,
        startDate: "2018-01-01",
        endDate: null,
        queues: [{ queue: "Cloud", type: "primary", assignedDate: "2022-03-01" }],
        revision: "1",
      },
    ]);
  });

  it("come in pages that lead from one to the next, by cursor and by link", async () => {
    const seen: unknown[] = [];
    let url: string | undefined = "/v1/members?active=all&sort=-email&limit=2";
    while (url !== undefined) {
      const { body, headers } = await get(url);
      seen.push(...(body.items ?? []).map(({ name }) => name));
      const next: string | undefined = /<([^>]+)>; rel="next"/.exec(String(headers.link))?.[1];
      expect(next === undefined).toBe(body["next"] === null);
      if (next) expect(new URL(next, "http://x").searchParams.get("cursor")).toBe(body["next"]);
      expect(headers.link).toContain('</v1/members?active=all&sort=-email&limit=2>; rel="first"');
      url = next;
    }
    expect(seen).toEqual(["Åke", "Dee", "Cy", "Bo", "Ada"]);
  });

  it("take no cursor that somebody has changed or signed themselves", async () => {
    const next = String((await get("/v1/members?limit=2")).body["next"]);
    const [key = "", signature = ""] = next.split(".");
    const other = Buffer.from(JSON.stringify(["Ada", id("Ada")])).toString("base64url");
    const forged = [
      ...[key, `${key}.`, `.${signature}`, `${other}.${signature}`, `${key}.${signature}x`, `${next}.${signature}`],
      ...[`${key}.${"A".repeat(22)}`, `${key}.${"é".repeat(22)}`, `${key}A.${signature}`, ` ${next}`],
    ];
    for (const cursor of forged)
      expect([cursor, await get(`/v1/members?limit=2&cursor=${encodeURIComponent(cursor)}`)]).toMatchObject([
        cursor,
        { status: 400, body: { code: "invalid-cursor" } },
      ]);
    expect((await get(`/v1/members?limit=2&cursor=${next}`)).status).toBe(200);
  });

  it("take no cursor of another list, and none that was made up", async () => {
    const next = String((await get("/v1/members?limit=1")).body["next"]);
    for (const url of [
      `/v1/members?team=field&cursor=${next}`,
      `/v1/members?sort=email&cursor=${next}`,
      `/v1/teams?cursor=${next}`,
      "/v1/members?cursor=x",
      `/v1/members?cursor=${Buffer.from('["a","b","c"]').toString("base64url")}`,
    ])
      expect(await get(url)).toMatchObject({ status: 400, body: { code: "invalid-cursor" } });
    expect((await get(`/v1/members?limit=2&cursor=${next}`)).body.items).toHaveLength(2);
  });

  it("are shown one by one, with their ETag and details", async () => {
    const { body, headers } = await get(`/v1/members/${id("Bo").toUpperCase()}`);
    expect(body).toMatchObject({ name: "Bo", managerId: id("Ada"), timezone: null, skills: [], revision: "0" });
    expect(headers).toMatchObject({ etag: '"0"', "cache-control": "no-store" });
  });

  it("have a history, newest first, in pages", async () => {
    const first = await get(`/v1/members/${id("Cy")}/history?limit=3`);
    expect(first.body.items).toMatchObject([
      { fieldName: "active", oldValue: "true", newValue: "false", changedBy: "test:Bearer hr-admin", reason: "set up" },
      { fieldName: "end_date", newValue: "2023-01-31" },
      { fieldName: "reason_code", newValue: "other" },
    ]);
    const second = await get(`/v1/members/${id("Cy")}/history?cursor=${String(first.body["next"])}`);
    expect(second.body.items?.map(({ fieldName }) => fieldName)).toEqual([
      ...["name", "email", "team", "title", "manager_id", "start_date", "active"],
    ]);
    expect(second.body["next"]).toBeNull();
  });
});

describe("teams and the org chart", () => {
  it("count who is on a team, and who has left from it", async () => {
    expect((await get("/v1/teams")).body).toEqual({
      items: [
        { team: "engineering", active: 2, left: 1 },
        { team: "field", active: 2, left: 0 },
      ],
      next: null,
    });
    const first = await get("/v1/teams?limit=1");
    expect((await get(`/v1/teams?limit=1&cursor=${String(first.body["next"])}`)).body.items).toMatchObject([
      { team: "field" },
    ]);
  });

  it("nest who reports to whom", async () => {
    const { body } = await get("/v1/org-chart");
    const leaf = { directReports: 0, reports: [] };
    expect(body.items).toMatchObject([
      {
        ...{ name: "Ada", title: "Title Ada", managerId: null, directReports: 2 },
        reports: [
          { name: "Bo", ...leaf },
          { name: "Åke", directReports: 1, reports: [{ name: "Dee", ...leaf }] },
        ],
      },
    ]);
  });

  it("go as deep as they are asked, and begin where", async () => {
    expect((await get("/v1/org-chart?depth=1")).body.items).toMatchObject([
      { name: "Ada", directReports: 2, reports: [] },
    ]);
    expect(await names(`/v1/org-chart?root=${id("Ada")}`)).toEqual(["Bo", "Åke"]);
    expect(await names("/v1/org-chart?team=field")).toEqual(["Åke"]);
  });
});

describe("queues", () => {
  it("are listed by name, and found by theirs", async () => {
    expect(await names("/v1/queues")).toEqual(["Cloud", "Dns/Web"]);
    expect((await get("/v1/queues/dns%2Fweb")).body).toMatchObject({ name: "Dns/Web", open: true, revision: "0" });
    expect(await get("/v1/queues/dns")).toMatchObject({ status: 404, body: { code: "queue-unknown" } });
  });

  it("have members", async () => {
    expect((await get("/v1/queues/Cloud/members")).body.items).toMatchObject([
      { memberId: id("Ada"), name: "Ada", email: "Ada@example.com", type: "primary", assignedDate: "2022-03-01" },
      { name: "Åke", type: "trainee", removedDate: null },
    ]);
    expect(await names("/v1/queues/Cloud/members?limit=1")).toEqual(["Ada"]);
  });

  it("are covered, or not", async () => {
    const cloud = { queue: "Cloud", minimum: 2, primary: 1, backup: 0, trainee: 1, covered: false };
    expect((await get("/v1/coverage")).body.items).toMatchObject([cloud, { queue: "Dns/Web", covered: false }]);
    expect((await get("/v1/coverage?uncovered=true&limit=1")).body.items).toMatchObject([cloud]);
  });
});

describe("events", () => {
  const types = async (query: string, who?: string) =>
    (await get(`/v1/events${query}`, who)).body.items?.map(({ type }) => type);

  it("are told in their order, with all that is known of them and without bookkeeping", async () => {
    const { body } = await get("/v1/events?limit=200");
    expect(new Set(body.items?.map(({ type }) => type))).toEqual(
      new Set(["MemberRegistered", "QueueOpened", "QueueCoverageRequired", "QueueAssigned", "MemberDeactivated"]),
    );
    const [registered] = body.items?.filter(({ memberId }) => memberId === id("Ada")) ?? [];
    expect(registered).toMatchObject({
      ...{ type: "MemberRegistered", queueId: null, effectiveOn: "2018-01-01", reason: "set up" },
      actor: { issuer: "test", subject: "Bearer hr-admin" },
      data: { name: "Ada", email: "Ada@example.com" },
    });
  });

  it("are found by member, queue, type, actor and time", async () => {
    expect(await types(`?member=${id("Cy")}`)).toEqual(["MemberRegistered", "MemberDeactivated"]);
    const { body } = await get("/v1/queues/Cloud");
    expect(await types(`?queue=${String(body["queueId"])}`)).toEqual(["QueueOpened", "QueueCoverageRequired"]);
    expect(await types("?type=MemberDeactivated")).toEqual(["MemberDeactivated"]);
    expect(await types("?type=MemberDeactivated&actor=test:Bearer%20hr-admin")).toHaveLength(1);
    expect(await types("?actor=test:nobody")).toEqual([]);
    expect(await types("?from=2999-01-01T00:00:00Z")).toEqual([]);
    expect(await types("?until=0001-01-01T00:00:00Z")).toEqual([]);
    expect(await types("?from=0000-01-01T00:00:00%2B02:00&until=2999-01-01T00:00:00Z&limit=1")).toHaveLength(1);
  });

  it("come in pages", async () => {
    const all = await types("?limit=200");
    const paged: unknown[] = [];
    let cursor = "";
    for (let page = 0; page < 20; page++) {
      const { body } = await get(`/v1/events?limit=3${cursor}`);
      paged.push(...(body.items ?? []).map(({ type }) => type));
      if (body["next"] === null) break;
      cursor = `&cursor=${body["next"] as string}`;
    }
    expect(paged).toEqual(all);
  });
});

describe("who sees what", () => {
  it("a reader sees names, teams and queues alone", async () => {
    const { body } = await get("/v1/members?q=ada", "reader");
    expect(body.items).toEqual([
      {
        ...{ memberId: id("Ada"), name: "Ada", team: "engineering", active: true, revision: "1" },
        queues: [{ queue: "Cloud", type: "primary" }],
      },
    ]);
    expect(JSON.stringify((await get(`/v1/members/${id("Ada")}`, "reader")).body)).not.toMatch(/example\.com|Title/);
    expect(JSON.stringify((await get("/v1/org-chart", "reader")).body)).not.toMatch(/Title/);
    expect(JSON.stringify((await get("/v1/queues/Cloud/members", "reader")).body)).not.toMatch(/example\.com/);
  });

  it("a reader finds nobody by what they may not see", async () => {
    expect(await names("/v1/members?q=example.com", "reader")).toEqual([]);
    for (const url of [
      "/v1/members?sort=email",
      "/v1/members?sort=startDate",
      `/v1/members/${id("Ada")}/history`,
      "/v1/events",
    ])
      expect(await get(url, "reader")).toMatchObject({ status: 403, body: { code: "access-denied" } });
    const sought = await get("/v1/members?manager=ada%40example.com", "reader");
    expect(sought.status).toBe(403);
    expect(await get("/v1/members?manager=add%40example.com", "reader")).toMatchObject({
      body: { details: { near: [] } },
    });
  });

  it("a lead sees the own team, and assigns there", async () => {
    expect(await names("/v1/members", "lead:field")).toEqual(["Dee", "Åke"]);
    expect((await get("/v1/teams", "lead:field")).body.items).toMatchObject([{ team: "field" }]);
    expect(await names("/v1/queues/Cloud/members", "lead:field")).toEqual(["Åke"]);
    expect(await names("/v1/org-chart", "lead:field")).toEqual(["Åke"]);
    const events = (await get("/v1/events", "lead:field")).body.items ?? [];
    expect(new Set(events.map(({ memberId }) => memberId))).toEqual(new Set([id("Åke"), id("Dee")]));
    for (const url of [
      "/v1/members?team=engineering",
      `/v1/members/${id("Ada")}`,
      `/v1/members/${id("Ada")}/history`,
      `/v1/events?member=${id("Ada")}`,
      "/v1/org-chart?team=engineering",
    ])
      expect(await get(url, "lead:field")).toMatchObject({ status: 403 });
    const assign = (name: string) =>
      served().order("PUT", `/v1/members/${id(name)}/queues/Dns%2FWeb`, {}, as("lead:field"));
    expect(await assign("Ada")).toMatchObject({ status: 403 });
    expect(await assign("Dee")).toMatchObject({ status: 201 });
  });

  it("nobody is told anything who is not known", async () => {
    const { status, headers, body } = await served().ask("GET", "/v1/members", undefined, { authorization: "" });
    expect({ status, code: body["code"], challenge: headers["www-authenticate"] }).toEqual({
      status: 401,
      code: "unauthenticated",
      challenge: 'Bearer realm="muster"',
    });
  });
});

it("met nothing that it did not expect", () => {
  expect(served().unexpected).toEqual([]);
});
