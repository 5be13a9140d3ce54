import { describe, expect, it } from "@jest/globals";
import { healthOf, type HealthParts } from "../../../src/app/health/health.ts";
import { lagAfter } from "../../../src/app/health/lag.ts";
import { shared } from "../../../src/app/health/shared.ts";
import type { EventLog } from "../../../src/app/ports/eventLog.ts";
import { memoryEventLog } from "../../../src/infra/memory/eventLog.ts";
import { by, handling, openQueue } from "../../support/handling.ts";

const now = new Date("2026-01-07T12:00:00Z");
const kept = { position: 7n, writtenAt: "2026-01-07T11:59:00Z", intact: true };
const signedAt = "2026-01-07T11:59:59Z";
const signed = {
  ...{ position: 7n, elsewhere: false, fault: null },
  signed: { position: "7", count: 7, signedAt, keyId: "0".repeat(16) },
};
const away = () => Promise.reject(new Error("connect ECONNREFUSED 10.0.0.1:5432, ada@example.com"));

const looking = (change: Partial<HealthParts> = {}) =>
  healthOf({
    head: () => Promise.resolve(7n),
    tables: () => Promise.resolve({ position: 7n, worker: "host:1", rolledBack: false }),
    parked: () => Promise.resolve([]),
    lagAfter: () => Promise.resolve({ events: 0, seconds: 0 }),
    file: () => Promise.resolve(kept),
    ledger: () => Promise.resolve(signed),
    now: () => now,
    ...change,
  });

describe("Muster is well", () => {
  it("with everything caught up", async () => {
    expect(await looking()).toEqual({
      ok: true,
      checks: {
        log: { ok: true, detail: null, position: 7n },
        tables: { ok: true, detail: null, position: 7n },
        projector: { ok: true, detail: null, projecting: true, lagEvents: 0, lagSeconds: 0 },
        parked: { ok: true, detail: null, events: 0 },
        file: { ok: true, detail: null, position: 7n, ageSeconds: 60 },
        ledger: {
          ...{ ok: true, detail: null, position: 7n, signedPosition: 7n },
          ...{ unsignedEvents: 0, unsignedSeconds: 0, headAgeSeconds: 1 },
        },
      },
    });
  });

  it("with no file to keep, with an old one that nothing has changed since, and with tables a moment behind", async () => {
    expect(await looking({ file: () => Promise.resolve(undefined) })).toMatchObject({ ok: true });
    const old = { ...kept, writtenAt: "2020-01-01T00:00:00Z" };
    expect(await looking({ file: () => Promise.resolve(old) })).toMatchObject({ ok: true });
    expect(await looking({ lagAfter: () => Promise.resolve({ events: 3, seconds: 10 }) })).toMatchObject({ ok: true });
  });
});

describe("Muster is not well", () => {
  const lagging = (seconds: number) => () => Promise.resolve({ events: 3, seconds });
  const standing = { position: 7n, worker: null, rolledBack: true };
  const cases: readonly (readonly [string, Partial<HealthParts>, readonly string[]])[] = [
    ["the log is away", { head: away }, ["log"]],
    ["the tables are away", { tables: away }, ["tables", "projector"]],
    ["it was rolled back", { tables: () => Promise.resolve(standing) }, ["tables"]],
    ["tables lag, and heads", { lagAfter: lagging(11) }, ["projector", "ledger"]],
    ["tables, file and heads lag", { lagAfter: lagging(31) }, ["projector", "file", "ledger"]],
    ["how far they lag is unknown", { lagAfter: away }, ["projector", "ledger"]],
    ["the ledger is away", { ledger: away }, ["ledger"]],
    ["the file of heads was cut", { ledger: () => Promise.resolve({ ...signed, fault: "It was cut." }) }, ["ledger"]],
    ["something is parked", { parked: () => Promise.resolve([{}, {}]) }, ["parked"]],
    ["what is parked is unknown", { parked: away }, ["parked"]],
    ["the file cannot be read", { file: away }, ["file"]],
    ["the file was edited", { file: () => Promise.resolve({ ...kept, position: null, intact: false }) }, ["file"]],
    [
      "the file is not kept",
      { file: () => Promise.resolve({ position: null, writtenAt: null, intact: true }) },
      ["file"],
    ],
  ];

  it.each(cases)("where %s, and says no more than that", async (_, change, wrong) => {
    const health = await looking(change);
    const red = Object.entries(health.checks).filter(([, { ok }]) => !ok);
    expect({ ok: health.ok, red: red.map(([name]) => name) }).toEqual({ ok: false, red: wrong });
    for (const [, { detail }] of red) expect(detail).toMatch(/^[A-Z].*\.$/);
    expect(JSON.stringify(red, (_key, value: unknown) => String(value))).not.toMatch(/ada@|10\.0\.0\.1|ECONN/);
  });

  it("where a look does not end", async () => {
    const health = await looking({ parked: () => new Promise(() => undefined) });
    expect(health.checks.parked).toEqual({ ok: false, detail: expect.any(String), events: null });
  });
});

describe("the lag", () => {
  const positions = async (log: EventLog) => {
    const handler = handling(log);
    const opened = await handler.handle([openQueue("one")], by());
    await handler.handle([openQueue("two")], by());
    return { after: opened.position, end: await log.head() };
  };

  it.each([true, false])("is what was recorded after a position, and since when (dense: %s)", async (dense) => {
    const log = memoryEventLog({ now: () => new Date(now.getTime() - 5_000) });
    const { after, end } = await positions(log);
    expect(await lagAfter(log, after, { dense, now })).toEqual({ events: Number(end - after), seconds: 5 });
    expect(await lagAfter(log, end, { dense, now })).toEqual({ events: 0, seconds: 0 });
  });

  it("is never negative, whatever clocks say", async () => {
    const log = memoryEventLog({ now: () => new Date(now.getTime() + 60_000) });
    const { after } = await positions(log);
    expect((await lagAfter(log, after, { dense: true, now })).seconds).toBe(0);
  });
});

it("many who ask at once share one look", async () => {
  let looks = 0;
  const ask = shared(() => Promise.resolve((looks += 1)), 10_000);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
});
