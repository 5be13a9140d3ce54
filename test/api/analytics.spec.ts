import { beforeAll, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import type { Command } from "../../src/domain/command.ts";
import { addDays } from "../../src/domain/kernel/time.ts";
import { figureNames, methodsOf } from "../../src/projections/figures/figures.ts";
import { useServed } from "./support.ts";

const served = useServed();
const ids: Record<string, string> = {};
type Row = Readonly<Record<string, unknown>>;

beforeAll(async () => {
  const order = async (method: string, url: string, body: object) => (await served().order(method, url, body)).body;
  await order("POST", "/v1/queues", { name: "Cloud", on: "2024-01-01", minimum: 2 });
  for (const [name, team] of [
    ["ada", "one"],
    ["bob", "one"],
    ["cem", "one"],
    ["dee", "two"],
  ] as const) {
    const member = { name, email: `${name}@x.org`, team, newTeam: true, start: "2024-01-01", title: `the ${name}` };
    ids[name] = String((await order("POST", "/v1/members", member))["id"]);
  }
  await order("PUT", `/v1/members/${ids["ada"]}/queues/Cloud`, { on: "2024-01-01" });
  await order("POST", `/v1/members/${ids["bob"]}/deactivate`, { lastDay: "2024-03-31", reasonCode: "retirement" });
});

const year = "from=2024-01-01&to=2024-12-31";
const ask = async (url: string, token = "hr-admin") =>
  served().ask("GET", `/v1/analytics/${url}`, undefined, { authorization: `Bearer ${token}` });
const rows = ({ body }: { readonly body: Row }) => body["rows"] as readonly Row[];

describe("a figure over HTTP", () => {
  it("comes with numerator, denominator, method, source and the position that it rests on", async () => {
    const { status, body } = await ask(`turnover?${year}&step=quarter`);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        ...{ figure: "turnover", unit: "share", method: "daily-mean", step: "quarter", team: null },
        period: { from: "2024-01-01", to: "2024-12-31" },
        source: expect.stringContaining("SHRM"),
        position: String(await served().muster.head()),
        rows: [
          { from: "2024-01-01", to: "2024-03-31", numerator: 1, denominator: 4, value: 0.25, parts: { retirement: 1 } },
          { value: 0 },
          { value: 0 },
          { value: 0 },
        ],
        total: { numerator: 1, denominator: null, value: 0.25 },
      },
    });
  });

  it.each(figureNames.flatMap((name) => methodsOf(name).map((method) => [name, method] as const)))(
    "%s by %s is answered, of all and of a team",
    async (name, method) => {
      for (const team of ["", "&team=one", "&team=nobody"]) {
        const { status, body } = await ask(`${name}?${year}&method=${method}${team}`);
        expect({ status, body }).toMatchObject({ status: 200, body: { figure: name, method } });
      }
    },
  );

  it("tells in which intervals a queue was short, and who alone covers one", async () => {
    const { body } = await ask(`coverage?${year}&step=whole`);
    expect(body).toMatchObject({
      rows: [{ group: "Cloud", numerator: 366, denominator: 366, parts: { uncovered: 0, underMinimum: 366 } }],
      intervals: [
        { queue: "Cloud", from: "2024-01-01", to: "2024-12-31", covering: 1, minimum: 2, state: "under-minimum" },
      ],
    });
    const single = await ask(`single-points-of-failure?${year}&step=whole`);
    expect(single.body["queues"]).toMatchObject([{ queue: "Cloud", memberId: ids["ada"] }]);
  });

  it("is none over nobody", async () => {
    expect(rows(await ask("turnover?from=2020-02-29&to=2020-02-29"))).toMatchObject([
      { from: "2020-02-29", numerator: 0, denominator: 0, value: null },
    ]);
  });

  it("is as it was known at an instant; what will be known is refused", async () => {
    const then = await ask(`headcount?${year}&step=whole&knownAt=2020-01-01T00:00:00Z`);
    expect({ position: then.body["position"], rows: rows(then) }).toMatchObject({
      position: "0",
      rows: [{ value: 0 }],
    });
    const now = await ask(`headcount?${year}&step=whole&knownAt=${new Date().toISOString()}`);
    expect(now.body).toMatchObject((await ask(`headcount?${year}&step=whole`)).body);
    const { position, rows: told } = now.body;
    const again = await ask(`headcount?${year}&step=whole&knownAt=${String(position)}`);
    expect(again.body).toMatchObject({ position, rows: told, at: { asOf: expect.any(String) as unknown, position } });
    expect(await ask(`headcount?${year}&knownAt=999999999`)).toMatchObject({ status: 400 });
    expect(await ask(`headcount?${year}&knownAt=2999-01-01T00:00:00Z`)).toMatchObject({
      ...{ status: 400, body: { detail: expect.stringContaining("has not come yet") } },
    });
  });

  it("as of a day ends with it, unless it ends before", async () => {
    expect((await ask("headcount?asOf=2024-06-30")).body).toMatchObject({
      ...{ period: { from: "2023-07-01", to: "2024-06-30" }, at: { asOf: "2024-06-30" } },
    });
    expect((await ask("headcount?asOf=2024-06-30&to=2024-03-31&from=2024-01-01")).body).toMatchObject({
      ...{ period: { from: "2024-01-01", to: "2024-03-31" }, at: { asOf: "2024-06-30" } },
    });
  });

  it("of days to come counts what is scheduled for them", async () => {
    const lastDay = addDays(new Date().toISOString().slice(0, 10), 400);
    const days = `from=${addDays(lastDay, -9)}&to=${addDays(lastDay, 10)}&step=whole`;
    const asked = "coverage?from=2024-01-01&to=2999-12-31&step=whole";
    const { intervals: before = [] } = (await ask(`coverage?${days}`)).body as {
      readonly intervals?: readonly Row[];
    };
    expect(before.map(({ state }) => state)).toEqual(["under-minimum"]);
    const leaving: Command = {
      type: "DeactivateMember",
      data: {
        ...{ memberId: ids["ada"] ?? "", lastDay, reasonCode: "retirement", note: null },
        acceptUncovered: before.map(({ queueId }) => String(queueId)),
      },
    };
    await served().muster.commands.handle([leaving], {
      ...{ commandId: randomUUID(), actor: { issuer: "test", subject: "t" } },
    });
    expect((await ask(`coverage?${days}`)).body).toMatchObject({
      scheduled: { applied: 1, refused: [] },
      intervals: [
        { to: lastDay, state: "under-minimum" },
        { from: addDays(lastDay, 1), state: "uncovered" },
      ],
    });
    expect((await ask(asked)).status).toBe(400);
  });

  it("is a file for whoever asks for one", async () => {
    const { headers, body } = await served().app.inject({
      ...{ method: "GET", url: `/v1/analytics/attrition?${year}&step=whole` },
      headers: { authorization: "Bearer hr-admin", accept: "text/csv" },
    });
    expect(headers["content-type"]).toContain("text/csv");
    const [head, ...lines] = body.split("\r\n");
    expect(head).toBe(
      "figure,team,from,to,group,numerator,denominator,value,resignation,retirement,death,method,source,position",
    );
    expect(lines[0]).toMatch(
      /^attrition,,2024-01-01,2024-12-31,,1,3\.\d+,0\.\d+,0,1,0,daily-mean,Muster's own definition,\d+$/,
    );
    expect(lines[1]).toContain(",total,1,,0.");
  });

  const file = async (url: string, who = "hr-admin") => {
    const headers = { authorization: `Bearer ${who}`, accept: "text/csv" };
    const { statusCode, body } = await served().app.inject({ method: "GET", url: `/v1/analytics/${url}`, headers });
    return { status: statusCode, lines: body.trimEnd().split("\r\n") };
  };

  it("is a file by each figure, without a formula in it", async () => {
    const mean = {
      name: "=1+1",
      email: "mean@x.org",
      team: "+danger",
      newTeam: true,
      start: "2024-01-01",
      title: "@sum",
    };
    await served().order("POST", "/v1/members", mean);
    for (const name of figureNames) {
      const { status, lines } = await file(`${name}?${year}&step=whole`);
      expect({ name, status, head: lines[0] }).toEqual({
        name,
        status: 200,
        head: expect.stringMatching(/^figure,team,from,to,group/),
      });
    }
    const { lines } = await file(`composition?${year}&step=whole`);
    expect(lines.find((line) => line.includes("danger"))).toMatch(/^composition,,2024-01-01,2024-12-31,'\+danger,/);
    const titles = await file(`composition?${year}&step=whole&method=by-title`);
    expect(titles.lines.join("\n")).toContain(",'@sum,");
    expect((await file(`composition?${year}&step=whole&team=%2Bdanger`)).lines[1]).toMatch(/^composition,'\+danger,/);
  });

  it("is a file of its intervals, where it has some", async () => {
    expect((await file(`coverage?${year}&lines=intervals`)).lines).toEqual([
      "figure,team,queue_id,queue,from,to,covering,minimum,state,method,position",
      expect.stringMatching(
        /^coverage,,[0-9a-f-]{36},Cloud,2024-01-01,2024-12-31,1,2,under-minimum,intervals,\d+$/,
      ) as unknown,
    ]);
    expect((await file(`assignments?${year}&lines=intervals`)).lines[1]).toMatch(
      new RegExp(`^assignments,,[0-9a-f-]{36},Cloud,${ids["ada"]},primary,2024-01-01,2024-12-31,`),
    );
    expect((await file(`single-points-of-failure?${year}&lines=intervals`)).lines[0]).toMatch(/,member_id,on,/);
    expect(await file(`turnover?${year}&lines=intervals`)).toMatchObject({ status: 400 });
    expect(await file(`coverage?${year}`, "reader")).toMatchObject({ status: 403 });
  });

  it("of tickets says that there are none to be known of", async () => {
    expect((await ask(`workload?${year}`)).body).toMatchObject({
      rows: [],
      why: expect.stringMatching(/no table tickets/),
    });
    expect((await ask(`workload?${year}&knownAt=2020-01-01T00:00:00Z`)).status).toBe(400);
    await served().database.pool
      .query(`create table tickets ("TKT-Ticket ID" int, "TKT-Summary" text, "TKT-Status" text,
      "TKT-Queue" text, "TKT-Assigned To User" text, "TKT-Created Date" timestamptz);
      insert into tickets values (1, 'one', 'New', 'Cloud', null, '2024-03-01Z'), (2, 'two', 'Closed', 'Cloud', null, '2024-06-01Z')`);
    expect((await ask(`workload?${year}&step=whole`)).body).toMatchObject({
      ...{ unit: "tickets", rows: [{ group: "Cloud", numerator: 2, denominator: 1, value: 2, parts: { open: 1 } }] },
    });
    expect((await ask(`workload?${year}`, "reader")).status).toBe(403);
  });

  it("of one team is all that a lead gets, and a reader no reasons", async () => {
    expect(rows(await ask(`headcount?${year}&step=whole`, "lead:two"))).toMatchObject([{ parts: { end: 1 } }]);
    expect((await ask(`turnover?${year}&team=one`, "lead:two")).status).toBe(403);
    for (const url of ["turnover", "attrition", "joiners-leavers", "churn", "tenure", "composition?method=by-title"])
      expect((await ask(url, "reader")).status).toBe(403);
    expect((await ask("composition?method=by-team", "reader")).status).toBe(200);
  });

  it.each([
    ["headcount?from=2025-02-30", "from"],
    ["headcount?from=2025-02-01&to=2025-01-01", "ends"],
    ["headcount?step=decade", "step"],
    ["turnover?method=guess", "method"],
    ["headcount?from=1990-01-01&step=day", "steps at most"],
    ["headcount?knownAt=yesterday", "no instant"],
    ["headcount?asOf=2024-01-31&to=2024-02-29", "does not go on"],
    ["headcount?colour=red", "colour"],
  ])("%s is refused, and says why", async (url, why) => {
    const { status, body } = await ask(url);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain(why);
  });

  it("is restated, with the events that make the difference and no others", async () => {
    const register = async (name: string, start: string) => {
      const member = { name, email: `${name}@x.org`, team: "one", start };
      return (await served().order("POST", "/v1/members", member)).body;
    };
    const before = new Date().toISOString();
    while (new Date().toISOString() === before);
    const late = await register("eve", "2024-02-01");
    await register("fay", "2025-02-01");
    await served().order("PATCH", `/v1/members/${ids["ada"]}`, { name: "Ada L." });
    const asked = `headcount?${year}&step=whole&knownAt=${before}`;
    const { body } = await ask(`${asked}&restated=true`);
    expect(body).toMatchObject({
      rows: [{ parts: { end: 4 } }],
      restated: {
        now: { rows: [{ parts: { end: 5 } }] },
        events: [{ type: "MemberRegistered", effectiveOn: "2024-02-01", memberId: late["id"], queueId: null }],
      },
    });
    expect((body["restated"] as { events: readonly unknown[] }).events).toHaveLength(1);
    expect((await ask(`${asked}&restated=true`, "reader")).status).toBe(403);
    const { lines } = await file(`${asked}&restated=true`);
    expect(lines.map((line) => line.split(",")[0])).toEqual(["known", "then", "then", "now", "now"]);
    expect((await ask(`${asked}&restated=true&team=two`)).body).toMatchObject({ restated: { events: [] } });
    expect((await ask(`headcount?${year}&restated=true`)).status).toBe(400);
  });
});
