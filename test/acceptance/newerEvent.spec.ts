import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { noStream } from "../../src/app/ports/eventLog.ts";
import { postgresEventLog } from "../../src/infra/postgres/eventLog.ts";
import { call, type Settings } from "../support/cli.ts";
import { until } from "../support/embeddedHomes.ts";
import { useDatabase } from "../support/postgres.ts";
import { running, type Running } from "../support/running.ts";

/** A newer build wrote to the log: this one shows what it cannot read, and goes on with the rest. */
const database = useDatabase({ migrate: false });
let served: Running;
let settings: Settings;
let [ada, bob] = ["", ""];

beforeAll(async () => {
  served = await running(database().url);
  settings = { DATABASE_URL: database().url, MUSTER_HOME: served.home, MUSTER_TIMEZONE: "UTC" };
  for (const name of ["ada", "bob"]) {
    const member = { name, email: `${name}@x.org`, team: "one", newTeam: name === "ada", start: "2025-01-01" };
    const answer = await served.send("POST", "/v1/members", member);
    const { id } = (await answer.json()) as { id: string };
    if (name === "ada") ada = id;
    else bob = id;
  }
  served.project();
  await newerEvent(`member-${ada}`);
});
afterAll(() => served.close());

async function newerEvent(stream: string): Promise<void> {
  const log = postgresEventLog(database().pool, { pollMs: 100 });
  let expected = noStream;
  for await (const page of log.readStream(stream)) expected = page.at(-1)?.revision ?? expected;
  const eventId = randomUUID();
  const meta = {
    ...{
      actor: { issuer: "later", subject: "build" },
      causationId: eventId,
      commandId: eventId,
      correlationId: eventId,
    },
    ...{ effectiveOn: "2025-02-01", eventId },
  };
  const bytesAt = (recordedAt: string) =>
    Buffer.from(JSON.stringify({ data: { memberId: ada }, meta: { ...meta, recordedAt, schemaVersion: 99 } }));
  await log.append([{ stream, expected, events: [{ eventId, type: "MemberTransferred", bytesAt }] }]);
  await log.close();
}

describe("an event of a newer build", () => {
  it("parks: readiness is red, the doctor names it, and verify is false", async () => {
    await until("it is parked", async () => (await served.muster.status()).parked.length === 1);
    await until("readiness is red", async () => (await served.get("/readyz")).status === 503);
    const { checks } = (await (await served.get("/readyz")).json()) as { checks: { parked: object } };
    expect(checks.parked).toMatchObject({ ok: false, events: 1 });
    const doctor = await call(settings, "doctor");
    expect(doctor.code).not.toBe(0);
    expect(doctor.out + doctor.err).toMatch(
      /MemberTransferred at position \d+ \(member-[0-9a-f-]+\) could not be applied: .*schema version 99 is newer than this build/,
    );
    expect((await call(settings, "verify")).code).not.toBe(0);
  });

  it("stands in the way of whom it is about, and of nobody else", async () => {
    const refused = await served.send("PATCH", `/v1/members/${ada}`, { title: "Lead" });
    expect(refused.status).toBeGreaterThanOrEqual(500);
    const other = await served.send("PATCH", `/v1/members/${bob}`, { title: "Lead" });
    expect(other.status).toBe(200);
    await until("the other is shown", async () => (await (await served.get("/v1/members")).text()).includes("Lead"));
  });

  it("stands in the way of figures, which say so rather than leave it out", async () => {
    const answer = await served.get("/v1/analytics/headcount");
    expect(answer.status).toBeGreaterThanOrEqual(500);
  });
});
