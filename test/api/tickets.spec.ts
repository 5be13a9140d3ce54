import { beforeAll, describe, expect, it } from "@jest/globals";
import { type Answered, useServed } from "./support.ts";

const served = useServed();
const get = (url: string, who = "hr-admin"): Promise<Answered> =>
  served().ask("GET", url, undefined, { authorization: `Bearer ${who}` });
const ids = async (url: string, who?: string) => (await get(url, who)).body.items?.map(({ ticketId }) => ticketId);
const loads = async (url: string, who?: string) =>
  (await get(url, who)).body.items?.map(({ name, open }) => [name, open]);

const people = [
  ["Ada", "ada", "engineering"],
  ["Bo", "bo", "engineering"],
  ["Sam", "sam.e", "engineering"],
  ["Sam", "sam.f", "field"],
  ["Dee", "dee", "field"],
  ["Gone", "gone", "field"],
] as const;

const desk = `
  create table tickets ("TKT-Ticket ID" int, "TKT-Summary" text, "TKT-Status" text, "TKT-Queue" text,
    "TKT-Assigned To User" text, "TKT-Created Date" timestamptz);
  insert into tickets select n, 'no ' || n, case when n = 3 then 'Closed' else 'New' end, 'Cloud', 'Ada',
    '2025-01-01Z'::timestamptz + n * interval '1 microsecond' from generate_series(1, 7) n;
  insert into tickets values (11, 'old', 'New', 'Cloud', 'Bea', '2024-01-01Z'), (12, 'whose', 'New', 'Cloud', 'Sam', now()),
    (13, 'nobody', 'New', 'Cloud', null, now()), (14, 'nobody', 'New', 'Dns', '', null), (15, 'left', 'New', 'Dns', 'Gone', now()),
    (16, 'hers', 'Waiting', 'Dns', 'Dee', null)`;

describe("without a table of tickets", () => {
  it.each(["/v1/tickets?team=engineering", "/v1/workload", "/v1/workload/queues", "/v1/tickets?held=leavers"])(
    "%s answers that there is none",
    async (url) =>
      expect(await get(url)).toMatchObject({
        status: 200,
        body: {
          items: [],
          next: null,
          available: false,
          why: expect.stringMatching(/no table tickets.*MUSTER_TICKETS/),
        },
      }),
  );
});

describe("the desk's tickets", () => {
  beforeAll(async () => {
    const commands = [
      ...people.map(([name, address, team], index) => ({
        ...{ type: "RegisterMember", name, email: `${address}@example.com`, team, start: "2025-01-01" },
        newTeam: index === 0 || index === 3,
      })),
      { type: "OpenQueue", name: "Cloud", on: "2025-02-01" },
      { type: "OpenQueue", name: "Dns", on: "2025-02-01" },
      { type: "AssignQueue", member: "ada@example.com", queue: "Cloud", on: "2025-03-01" },
      { type: "AssignQueue", member: "dee@example.com", queue: "Dns", on: "2025-03-01" },
      { type: "DeactivateMember", member: "gone@example.com", reasonCode: "other", lastDay: "2025-04-01" },
    ];
    expect((await served().order("POST", "/v1/commands", { commands })).status).toBe(201);
    const { body } = await get("/v1/members?q=bo");
    const bo = `/v1/members/${String(body.items?.[0]?.["memberId"])}`;
    await served().order("PATCH", bo, { name: "Bea" });
    await served().order("PATCH", bo, { name: "Bo" });
    await served().database.pool.query(desk);
  });

  it.each([
    ["/v1/tickets?team=engineering", [11, 1, 2, 4, 5, 6, 7]],
    ["/v1/tickets?team=engineering&status=closed", [3]],
    ["/v1/tickets?member=bo%40example.com&status=all", [11]],
    ["/v1/tickets?member=sam.e%40example.com", []],
    ["/v1/tickets?held=nobody", [13, 14]],
    ["/v1/tickets?held=nobody&team=field", [14]],
    ["/v1/tickets?held=leavers", [15]],
    ["/v1/tickets?held=leavers&team=engineering", []],
    ["/v1/tickets?team=nobody%20knows", []],
  ])("%s are %j", async (url, expected) => expect(await ids(url)).toEqual(expected.map(String)));

  it("are those of my team where none is named; who has none is told how to name one", async () => {
    expect(await ids("/v1/tickets", "lead:field")).toEqual(["16"]);
    expect(await get("/v1/tickets", "auditor")).toMatchObject({
      status: 400,
      body: { code: "invalid-value", details: { teams: ["engineering", "field"] } },
    });
  });

  it("come in pages, each ticket once, however little lies between two", async () => {
    const found: unknown[] = [];
    let next: string | null = "/v1/tickets?team=engineering&limit=2";
    while (next !== null) {
      const { headers, body }: Answered = await get(next);
      found.push(...(body.items ?? []).map(({ ticketId }) => ticketId));
      next = /<([^>]+)>; rel="next"/.exec(String(headers.link))?.[1] ?? null;
    }
    expect(found).toEqual(["11", "1", "2", "4", "5", "6", "7"]);
  });

  it("go on after one of which nobody knows how old it is", async () => {
    await served().database.pool.query(`insert into tickets values (17, '', 'New', 'Dns', 'Dee', null)`);
    const { body } = await get("/v1/tickets?team=field&limit=1");
    const cursor = encodeURIComponent(String(body["next"]));
    expect(await ids(`/v1/tickets?team=field&limit=1&cursor=${cursor}`)).toEqual(["17"]);
    await served().database.pool.query(`delete from tickets where "TKT-Ticket ID" = 17`);
  });

  it("are counted by member, of every team or of one, a page at a time", async () => {
    expect(await loads("/v1/workload")).toEqual([
      ["Ada", 6],
      ["Bo", 1],
      ["Dee", 1],
      ["Sam", 0],
      ["Sam", 0],
    ]);
    expect(await loads("/v1/workload?member=gone%40example.com")).toEqual([["Gone", 1]]);
    const { body } = await get("/v1/workload?team=engineering&limit=2");
    expect(body).toMatchObject({
      ...{ available: true, ambiguous: [] },
      items: [
        { name: "Ada", names: ["Ada"], byStatus: [{ status: "New", tickets: 6 }], ageing: { older: 6 } },
        { name: "Bo", names: ["Bea", "Bo"], open: 1 },
      ],
    });
    expect(
      await loads(`/v1/workload?team=engineering&limit=2&cursor=${encodeURIComponent(String(body["next"]))}`),
    ).toEqual([["Sam", 0]]);
  });

  it("under the name of two people are told, and of each as far as the caller may see them", async () => {
    const ambiguous = async (who: string) => (await get("/v1/workload?team=engineering", who)).body["ambiguous"];
    const sam = (team: string) => ({ memberId: expect.any(String), name: "Sam", team });
    expect(await ambiguous("auditor")).toEqual([
      { name: "Sam", open: 1, members: expect.arrayContaining([sam("engineering"), sam("field")]), others: 0 },
    ]);
    expect(await ambiguous("lead:engineering")).toEqual([
      { name: "Sam", open: 1, members: [sam("engineering")], others: 1 },
    ]);
    const called = await served().ask(
      "POST",
      "/v1/functions/get_member_workload",
      {},
      { authorization: "Bearer lead:engineering" },
    );
    expect(called.body).toMatchObject({ ambiguous: [{ name: "Sam", members: [sam("engineering")], others: 1 }] });
  });

  it("are counted by queue", async () => {
    const queues = async (url: string, who?: string) =>
      (await get(url, who)).body.items?.map(({ queue, open }) => [queue, open]);
    expect(await queues("/v1/workload/queues")).toEqual([
      ["Cloud", 9],
      ["Dns", 3],
    ]);
    expect(await queues("/v1/workload/queues", "lead:field")).toEqual([["Dns", 3]]);
    const { body } = await get("/v1/workload/queues?limit=1");
    expect(await queues(`/v1/workload/queues?limit=1&cursor=${encodeURIComponent(String(body["next"]))}`)).toEqual([
      ["Dns", 3],
    ]);
  });

  it.each([
    "/v1/tickets?team=engineering&member=ada%40example.com",
    "/v1/workload?team=engineering&member=ada%40example.com",
    "/v1/tickets?held=nobody&member=ada%40example.com",
    "/v1/tickets?held=somebody",
    "/v1/tickets?status=New",
  ])("%s is refused", async (url) => expect(await get(url)).toMatchObject({ status: 400 }));
});
