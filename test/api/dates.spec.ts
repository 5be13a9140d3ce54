import { beforeAll, describe, expect, it } from "@jest/globals";
import { addDays, addYears } from "../../src/domain/kernel/time.ts";
import { type Answered, useServed } from "./support.ts";

// A zone with summer time: some local times are not, and today is asked of the organisation.
const served = useServed({}, { MUSTER_TIMEZONE: "America/New_York" });
const ids = new Map<string, string>();
const ask = (method: string, url: string, body?: unknown): Promise<Answered> => served().ask(method, url, body);
const order = (method: string, url: string, body: unknown): Promise<Answered> => served().order(method, url, body);
const ada = (at = "") => `/v1/members/${ids.get("Ada")}${at}`;
let today = "";

beforeAll(async () => {
  today = (await served().muster.calendar()).today();
  const of = { team: "engineering" };
  const done = await order("POST", "/v1/commands", {
    commands: [
      { type: "RegisterMember", name: "Ada", email: "ada@example.com", start: "2024-02-29", newTeam: true, ...of },
      { type: "RegisterMember", name: "Bo", email: "bo@example.com", start: "2024-03-01", ...of },
      { type: "OpenQueue", name: "Cloud", minimum: 0, on: "2024-03-01" },
    ],
  });
  expect(done.status).toBeLessThan(300);
  for (const member of (await ask("GET", "/v1/members")).body.items ?? [])
    ids.set(String(member["name"]), String(member["memberId"]));
});

describe("a date that cannot be", () => {
  const titled = (effectiveOn: string) => ["PATCH", ada(), { title: "Engineer", effectiveOn }] as const;
  const left = (lastDay: string) => ["POST", ada("/deactivate"), { reasonCode: "resignation", lastDay }] as const;

  it.each([
    ["before the member's start", () => titled("2024-02-28"), 422, "date-before-start", "Ada started on 2024-02-29"],
    [
      "of a departure before the start",
      () => left("2024-02-27"),
      422,
      "date-before-start",
      "Ada started on 2024-02-29",
    ],
    ["a century ahead", () => titled(addYears(today, 100)), 422, "date-in-future", "years ahead"],
    [
      "a day more than ten years ahead",
      () => titled(addDays(addYears(today, 10), 1)),
      422,
      "date-in-future",
      "years ahead",
    ],
    ["of a departure a century ahead", () => left(addYears(today, 100)), 422, "date-in-future", "years ahead"],
    ["of a departure on the last day that there is", () => left("2999-12-31"), 422, "date-in-future", "2999-12-31"],
    ["29 February of a common year", () => titled("2025-02-29"), 400, "invalid-request", "a day that exists"],
    ["29 February of 1900", () => titled("1900-02-29"), 400, "invalid-request", "a day that exists"],
    ["before all calendars of people at work", () => titled("1899-12-31"), 400, "invalid-value", "a day that exists"],
    ["after the last year", () => titled("3000-01-01"), 400, "invalid-value", "a day that exists"],
    ["with a time", () => titled("2025-03-09T02:30:00"), 400, "invalid-request", "a day that exists"],
  ] as const)("is refused, %s, and nothing is recorded", async (...[, given, status, code, sentence]) => {
    const head = await served().muster.head();
    const [method, url, body] = given();
    const refused = await order(method, url, body);
    expect([refused.status, refused.body["code"]]).toEqual([status, code]);
    expect(JSON.stringify(refused.body)).toContain(sentence);
    expect(await served().muster.head()).toBe(head);
    expect((await ask("GET", "/v1/scheduled")).body.items).toEqual([]);
  });
});

describe("29 February", () => {
  it("is a start, and a day on which something changes", async () => {
    const done = await order("PATCH", ada(), { title: "Founder", effectiveOn: "2024-02-29" });
    expect(done.body.events).toMatchObject([{ type: "MemberDetailsChanged", effectiveOn: "2024-02-29" }]);
    expect((await ask("GET", "/v1/members?asOf=2024-02-28")).body.items).toEqual([]);
    expect((await ask("GET", "/v1/members?asOf=2024-02-29")).body.items).toMatchObject([{ title: "Founder" }]);
  });

  it("is a day for which something is scheduled, and is moved to in leap years alone", async () => {
    const leap = [1, 2, 3, 4].map((more) => Number(today.slice(0, 4)) + more).find((year) => year % 4 === 0);
    const done = await order("PATCH", ada(), { title: "Leaper", effectiveOn: `${leap}-02-29` });
    expect(done.status).toBe(202);
    const url = `/v1/scheduled/${(done.body["scheduled"] as { changeId: string }).changeId}`;
    const moved = await order("POST", `${url}/move`, { on: `${Number(leap) + 1}-02-29` });
    expect(moved).toMatchObject({ status: 400, body: { code: "invalid-request" } });
    expect((await ask("GET", url)).body).toMatchObject({ on: `${leap}-02-29`, state: "pending" });
    await order("POST", `${url}/cancel`, {});
  });
});

describe("a point", () => {
  const lists = ["/v1/members", "/v1/queues", "/v1/coverage", "/v1/org-chart", "/v1/members?active=all"];
  const at = (url: string, point: string) => ask("GET", `${url}${url.includes("?") ? "&" : "?"}${point}`);

  it.each(lists)("before the first event is an empty answer of %s", async (url) => {
    for (const point of ["asOf=1999-12-31", "knownAt=2001-01-01T00:00:00Z", "knownAt=0"]) {
      const { status, body } = await at(url, point);
      expect([point, status, body.items]).toEqual([point, 200, []]);
    }
  });

  it("before the first event knows nobody by their id", async () => {
    expect(await ask("GET", `${ada()}?asOf=1999-12-31`)).toMatchObject({ status: 404 });
  });

  it.each([
    ["that is to be known only tomorrow", () => `knownAt=${addDays(today, 2)}T00:00:00Z`, "has not come yet"],
    ["at which the log is not yet", () => "knownAt=999999999", "has not come to position"],
    ["on a day that does not exist", () => "knownAt=2025-02-30T09:00:00Z", "instant"],
    ["of a local time, which may be twice or never", () => "knownAt=2025-03-09T02:30:00", "instant"],
    ["of a day that does not exist", () => "asOf=2025-02-29", ""],
  ])("is refused %s", async (_, point, sentence) => {
    const { status, body } = await at("/v1/members", point());
    expect([400, 422]).toContain(status);
    expect(JSON.stringify(body)).toContain(sentence);
  });

  it("is an instant also in the hour that clocks leave out, for its offset is told", async () => {
    expect(await at("/v1/members", "knownAt=2025-03-09T02:30:00-05:00")).toMatchObject({
      status: 200,
      body: { items: [] },
    });
  });
});

describe("changes that are scheduled for one day", () => {
  it("follow one another as they were scheduled, and as they are foretold", async () => {
    const on = addDays(today, 3);
    for (const title of ["First", "Second"])
      expect((await order("PATCH", ada(), { title, effectiveOn: on })).status).toBe(202);
    expect((await ask("GET", `${ada()}?asOf=${on}`)).body).toMatchObject({ title: "Second" });
    expect((await ask("GET", `${ada()}?asOf=${addDays(on, -1)}`)).body).toMatchObject({ title: "Founder" });
  });

  it("are refused where they contradict each other, whichever comes first, and nothing of the second is kept", async () => {
    const on = addDays(today, 5);
    const bo = `/v1/members/${ids.get("Bo")}`;
    const leaves = { reasonCode: "resignation", lastDay: addDays(on, -1) };
    expect((await order("POST", `${bo}/deactivate`, leaves)).status).toBe(202);
    const before = (await ask("GET", "/v1/scheduled")).body.items;
    expect(await order("PATCH", bo, { title: "Lead", effectiveOn: on })).toMatchObject({
      status: 409,
      body: { code: "member-not-active" },
    });
    expect((await ask("GET", "/v1/scheduled")).body.items).toEqual(before);
  });
});
