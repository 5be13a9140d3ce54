import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../support/embeddedHomes.ts";
import { useDatabase } from "../support/postgres.ts";
import { running, type Running } from "../support/running.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcpProxy.ts";

/** What whoever watches over Muster asks it, over a line to Postgres that can be cut. */
const database = useDatabase();
let line: TcpProxy;
let served: Running;
let stopProjecting: () => Promise<void>;

beforeAll(async () => {
  const url = new URL(database().url);
  line = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
  url.port = String(line.port);
  served = await running(url.href);
  const file = join(served.home, "team.json");
  copyFileSync(join(import.meta.dirname, "../../examples/user_preferences.json"), file);
  await served.muster.importRoster({ path: file, context: { actor: { issuer: "test", subject: "tester" } } });
  stopProjecting = served.project();
});
afterAll(async () => {
  line.mend();
  await served.close();
  await line.close();
});

type Check = { readonly ok: boolean; readonly detail: string | null } & Readonly<Record<string, unknown>>;
type Ready = { readonly ok: boolean; readonly checks: Readonly<Record<string, Check>> };

/** Without a token. */
const bare = (path: string) => fetch(new URL(path, served.address));

async function ready() {
  const answer = await bare("/readyz");
  const text = await answer.text();
  const { ok, checks } = JSON.parse(text) as Ready;
  const red = Object.entries(checks).flatMap(([name, check]) => (check.ok ? [] : [name]));
  return { status: answer.status, ok, checks, red, text };
}
const becomes = (...red: readonly string[]) =>
  until(`red: ${red.join(", ")}`, async () => JSON.stringify((await ready()).red) === JSON.stringify(red));

async function figure(name: string): Promise<number | undefined> {
  const line = (await (await bare("/metrics")).text()).split("\n").find((each) => each.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.split(" ")[1]);
}

const openQueue = async (name: string) => {
  const answer = await served.send("POST", "/v1/queues", { name });
  expect(answer.status).toBe(201);
  return BigInt(((await answer.json()) as { position: string }).position);
};

describe("/healthz", () => {
  it("answers as long as the process lives", async () => {
    const answer = await bare("/healthz");
    expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });
});

describe("/readyz", () => {
  it("is green when all is well, and shows nothing of anybody", async () => {
    await until("it projects", async () => (await ready()).checks["projector"]?.["projecting"] === true);
    await until("it is signed", async () => (await ready()).checks["ledger"]?.["unsignedEvents"] === 0);
    await becomes();
    const { status, ok, checks, text } = await ready();
    const { log } = await served.muster.status();
    expect({ status, ok }).toEqual({ status: 200, ok: true });
    expect(checks).toEqual({
      log: { ok: true, detail: null, position: String(log) },
      tables: { ok: true, detail: null, position: String(log) },
      projector: { ok: true, detail: null, projecting: true, lagEvents: 0, lagSeconds: 0 },
      parked: { ok: true, detail: null, events: 0 },
      file: { ok: true, detail: null, position: String(log), ageSeconds: expect.any(Number) },
      ledger: {
        ...{ ok: true, detail: null, position: String(log), signedPosition: String(log) },
        ...{ unsignedEvents: 0, unsignedSeconds: 0, headAgeSeconds: expect.any(Number) },
      },
    });
    for (const secret of ["@", served.home, served.token, "postgres"]) expect(text).not.toContain(secret);
  });

  it("is red while an event is parked", async () => {
    await database().pool.query(
      `insert into muster.parked (position, key, event_id, type, error, since)
       values (1, 'member-1', gen_random_uuid(), 'MemberRenamed', 'ada@example.com is there', now())`,
    );
    await becomes("parked");
    const { status, text } = await ready();
    expect(status).toBe(503);
    expect(text).not.toContain("ada@example.com");
    expect(await figure("muster_parked_events")).toBe(1);
    await database().pool.query("delete from muster.parked");
    await becomes();
  });

  it("is red while the kept file is another's work", async () => {
    const file = join(served.home, "team.json");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, "{}");
    await becomes("file");
    writeFileSync(file, text);
    await becomes();
  });

  it("is red while the database is away, lives on, and is green again by itself", async () => {
    line.cut();
    await becomes("log", "tables", "projector", "parked", "ledger");
    const { status, text } = await ready();
    expect(status).toBe(503);
    expect(text).not.toMatch(/ECONN|127\.0\.0\.1|Connection/);
    expect((await bare("/healthz")).status).toBe(200);
    expect(await figure("muster_projector_lag_events")).toBeUndefined();
    expect(await figure("muster_ready")).toBe(0);
    line.mend();
    await becomes();
    expect(await figure("muster_ready")).toBe(1);
  });
});

describe("/metrics", () => {
  const text = async () => (await bare("/metrics")).text();

  it("has durations by pattern, method and status, and the name of nobody", async () => {
    await served.get("/v1/members?q=olli.ojala%40example.com");
    await served.get("/v1/members/0190a1b2-0000-7000-8000-000000000000");
    await served.get("/no/such/olli");
    const told = await text();
    expect(told).toContain('_count{method="GET",route="/v1/members",status="200"}');
    expect(told).toContain('_count{method="GET",route="/v1/members/:id",status="404"}');
    expect(told).toContain('_count{method="GET",route="unknown",status="404"}');
    expect(told).not.toMatch(/olli|0190a1b2|@/);
    expect(told).toContain("process_cpu_seconds_total");
  });

  it("counts appends, events, and conflicts", async () => {
    const before = [await figure("muster_appends_total"), await figure("muster_appended_events_total")];
    await openQueue("Counted");
    expect(await figure("muster_appends_total")).toBe((before[0] ?? 0) + 1);
    expect(await figure("muster_appended_events_total")).toBeGreaterThan(before[1] ?? 0);
    const conflicts = (await figure("muster_append_conflicts_total")) ?? 0;
    const race = Array.from({ length: 8 }, (_, n) =>
      served.send("PATCH", "/v1/queues/Counted", { minimum: 0, name: `Counted ${n}` }),
    );
    expect((await Promise.all(race)).some(({ status }) => status === 200)).toBe(true);
    expect(await figure("muster_append_conflicts_total")).toBeGreaterThan(conflicts);
  });

  it("tells how far the tables are behind, and how old the file is", async () => {
    await stopProjecting();
    const { tables } = await served.muster.status();
    const position = await openQueue("Not seen yet");
    await until("it lags", async () => (await figure("muster_projector_lag_events")) === Number(position - tables));
    const first = (await figure("muster_projector_lag_seconds")) ?? 0;
    await until("it grows", async () => ((await figure("muster_projector_lag_seconds")) ?? 0) > first);
    expect(await figure("muster_file_age_seconds")).toBeGreaterThan(0);
    expect(await figure("muster_ledger_unsigned_events")).toBeGreaterThan(0);
    stopProjecting = served.project();
    await until("it is done", async () => (await figure("muster_projector_lag_events")) === 0);
    await until("it is signed", async () => (await figure("muster_ledger_unsigned_events")) === 0);
    expect(await figure("muster_ledger_signed_position")).toBe(Number(position));
    expect(await figure("muster_ledger_position")).toBe(Number(position));
    expect(await figure("muster_ledger_head_age_seconds")).toBeGreaterThanOrEqual(0);
  });

  it("has a registry for each server", async () => {
    const other = await running(database().url);
    await fetch(new URL("/healthz", other.address));
    const told = await (await fetch(new URL("/metrics", other.address))).text();
    await other.close();
    expect(told).toContain('route="/healthz"');
    expect(told).not.toContain('route="/v1/members"');
  });

  it("takes a token from what a proxy passed on, and where TLS ends in front", async () => {
    for (const name of ["x-forwarded-for", "forwarded", "via"]) {
      const passedOn = (token: string) =>
        fetch(new URL("/metrics", served.address), { headers: { [name]: "10.0.0.1", authorization: token } });
      expect((await passedOn("")).status).toBe(401);
      expect((await passedOn("Bearer wrong")).status).toBe(401);
      expect((await passedOn(`Bearer ${served.token}`)).status).toBe(200);
    }
    const behind = await running(database().url, { MUSTER_BEHIND_TLS: "true" });
    const statuses = [(await fetch(new URL("/metrics", behind.address))).status, (await behind.get("/metrics")).status];
    await behind.close();
    expect(statuses).toEqual([401, 200]);
  });
});
