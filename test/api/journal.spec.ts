import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { DecodedEvent } from "../../src/app/codec/eventCodec.ts";
import { until } from "../support/embeddedHomes.ts";
import { useDatabase } from "../support/postgres.ts";
import { running, type Running } from "../support/running.ts";

/** What is written of requests, and the id under which they are found there and in the log. */
const database = useDatabase();
let served: Running;
beforeAll(async () => {
  served = await running(database().url, { MUSTER_LOG_LEVEL: "debug" });
  served.project();
});
afterAll(() => served.close());

type Line = Readonly<Record<string, unknown>> & { readonly error?: { readonly stack?: string } };
const lines = (): readonly Line[] =>
  served
    .written()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

/** Written once the answer is out, which the caller may notice earlier. */
async function lineOf(correlationId: string | null, msg = "request"): Promise<Line> {
  const find = () => lines().find((line) => line["correlationId"] === correlationId && line["msg"] === msg);
  await until(`there is a line of ${correlationId}`, () => served.written() !== "" && find() !== undefined);
  return find() ?? {};
}

async function correlationOf(eventId: string): Promise<string | undefined> {
  for await (const page of served.muster.events(0n)) {
    const found = page.find((event: DecodedEvent) => "meta" in event && event.meta.eventId === eventId);
    if (found && "meta" in found) return found.meta.correlationId;
  }
  return undefined;
}

const ada = { name: "Ada Byron", email: "lovelace@secret.example", team: "navy", newTeam: true };

describe("the correlation id", () => {
  it("of a command is the caller's, in the answer, the journal and the event", async () => {
    const answer = await served.send("POST", "/v1/members", ada, { "x-correlation-id": "payroll-7.a" });
    expect([answer.status, answer.headers.get("x-correlation-id")]).toEqual([201, "payroll-7.a"]);
    const { events, position } = (await answer.json()) as { events: { eventId: string }[]; position: string };
    await served.muster.waitFor(BigInt(position), 10_000);
    expect(await lineOf("payroll-7.a")).toMatchObject({
      ...{ level: "info", method: "POST", route: "/v1/members", status: 201, ms: expect.any(Number) },
    });
    for (const { eventId } of events) expect(await correlationOf(eventId)).toBe("payroll-7.a");
  });

  it("of a function is in its event too", async () => {
    const member = { member: ada.email, title: "Countess" };
    const sent = { "x-correlation-id": "assistant-8" };
    expect((await served.send("POST", "/v1/functions/update_team_member", member, sent)).status).toBe(200);
    const { items } = (await (await served.get("/v1/events?type=MemberDetailsChanged")).json()) as {
      items: { correlationId: string }[];
    };
    expect(items.map(({ correlationId }) => correlationId)).toEqual(["assistant-8"]);
  });

  it.each([
    ["none", undefined],
    ["too long a one", "x".repeat(65)],
    ["one with an address", "lovelace@secret.example"],
    ["one with spaces", "a b"],
  ])("is made where the caller has %s", async (_, given) => {
    const answer = await served.get("/v1/teams", given === undefined ? {} : { "x-correlation-id": given });
    const made = answer.headers.get("x-correlation-id");
    expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(await lineOf(made)).toMatchObject({ route: "/v1/teams", status: 200 });
  });
});

describe("the journal", () => {
  it("has a line for each request, of who asks for nothing that is there as well", async () => {
    for (const [path, headers, route, status] of [
      ["/v1/members?q=lovelace%40secret.example", {}, "/v1/members", 200],
      ["/lovelace@secret.example", {}, "unknown", 404],
      ["/v1/members/%zz", {}, expect.any(String), 400],
      ["/v1/members", { authorization: "Bearer eyJhbGciOiJub25lIn0.e30." }, "/v1/members", 401],
      ["/healthz", {}, "/healthz", 200],
    ] as const) {
      const answer = await served.get(path, headers);
      expect(answer.status).toBe(status);
      expect(await lineOf(answer.headers.get("x-correlation-id"))).toMatchObject({ route, status });
    }
  });

  it("has the stack of what was not expected, which the answer has not", async () => {
    await database().pool.query("alter table team_members rename column title to elsewhere");
    const answer = await served.get("/v1/members?q=lovelace%40secret.example");
    await database().pool.query("alter table team_members rename column elsewhere to title");
    const body = await answer.text();
    expect(answer.status).toBe(500);
    expect(body).not.toMatch(/column|elsewhere| at .*\.ts/);
    const correlationId = answer.headers.get("x-correlation-id");
    const problem = lines().find((line) => line["correlationId"] === correlationId && line["level"] === "error");
    expect(problem).toMatchObject({ code: "database", msg: expect.stringContaining("does not exist") });
    expect(problem?.error?.stack).toMatch(/\n\s+at /);
    expect(await lineOf(correlationId)).toMatchObject({ level: "warn", status: 500 });
  });

  it("has no token, no address, no name and no query in it", () => {
    const text = served.written();
    for (const secret of [served.token, "@secret", "lovelace", "Ada", "Byron", "Countess", "eyJ", "?", "Bearer"])
      expect(text).not.toContain(secret);
  });
});
