import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { LedgerContradicted } from "../../../src/app/ledger/failures.ts";
import { parseHead } from "../../../src/app/ledger/head.ts";
import { eventStoreUrl, noEventStore, openEventStoreLog } from "../../support/eventStore.ts";
import { anEvent, checked, fill, ledgerOver } from "../../support/ledger.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { memoryEventLog } from "../../../src/infra/memory/eventLog.ts";
import { postgresEventLog } from "../../../src/infra/postgres/eventLog.ts";
import type { EventLog } from "../../../src/app/ports/eventLog.ts";
import { useFolder } from "../files/support.ts";
import { until } from "../projector/support.ts";

const folder = useFolder();
let database: TestDatabase;
let log: EventLog;

beforeEach(async () => {
  database = await createTestDatabase();
  log = postgresEventLog(database.pool, { pollMs: 50 });
});
afterEach(async () => {
  await log.close();
  await database.drop();
});

const over = (change: Parameters<typeof ledgerOver>[3] = {}, of: EventLog = log, name = "") =>
  ledgerOver(of, database.pool, folder(name), change);
const sql = (text: string) => database.pool.query(text);
const headsIn = (path: string) =>
  existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n").map(parseHead) : [];

/** Follows the log while something is done. */
async function whileKept<T>(
  { keeper }: ReturnType<typeof over>,
  work: (problems: unknown[]) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const problems: unknown[] = [];
  const running = keeper.run(stop.signal, (problem) => problems.push(problem));
  try {
    return await work(problems);
  } finally {
    stop.abort();
    await running;
  }
}

describe("the ledger", () => {
  const logs: readonly (readonly [string, () => EventLog])[] = [
    ["in Postgres", () => log],
    ["in memory", () => memoryEventLog({ atomic: false })],
    ...(eventStoreUrl === undefined ? [] : [["in EventStoreDB", openEventStoreLog] as const]),
  ];
  it.each(logs)("holds each event of a log %s, and its head is signed", async (_, open) => {
    const of = open();
    await fill(of, 3, 4);
    const ledger = over({ kind: of === log ? "postgres" : "eventstore" }, of);
    expect(await ledger.keeper.bringUp()).toBe(true);
    const { report, faults } = await checked(of, ledger.parts);
    expect(faults).toEqual([]);
    expect(report).toMatchObject({
      rows: 12,
      heads: 1,
      signed: { count: 12 },
      unsigned: { events: 0 },
      elsewhere: null,
    });
    expect(BigInt(report.signed?.position ?? 0)).toBe(await of.head());
    if (of !== log) await of.close();
  });

  if (eventStoreUrl === undefined) it.skip(`in EventStoreDB: ${noEventStore}`, () => undefined);

  it("is the same for a copy of the log, whatever the positions are there", async () => {
    await fill(log, 2, 3);
    const copy = memoryEventLog();
    await copy.append([{ stream: "before", expected: -1n, events: [anEvent()] }]);
    const positions: bigint[] = [];
    const shifted: EventLog = {
      ...copy,
      async *readAll() {
        for await (const page of log.readAll(0n))
          yield page.map((event) => {
            positions.push(event.position * 100n + 7n);
            return { ...event, position: event.position * 100n + 7n };
          });
      },
      head: () => Promise.resolve(607n),
      close: () => Promise.resolve(),
    };
    await over().keeper.bringUp();
    await sql("truncate muster.ledger");
    await sql("update muster.ledger_progress set count = 0, position = 0, hash = decode(repeat('00', 32), 'hex')");
    const there = over({ kind: "eventstore" }, shifted);
    await there.keeper.bringUp();
    expect(await checked(shifted, there.parts)).toMatchObject({ faults: [], report: { signed: { count: 6 } } });
  });

  it("signs what is recorded within a second, as long as there is something to sign", async () => {
    const ledger = over();
    await whileKept(ledger, async () => {
      for (let round = 1; round <= 3; round++) {
        await fill(log, 1, 2);
        await until(() => Promise.resolve(headsIn(ledger.heads).at(-1)?.count === round * 2), "a signed head");
      }
    });
    const heads = headsIn(ledger.heads);
    await whileKept(ledger, () => until(async () => (await ledger.parts.table.standing()).count === 6, "a standing"));
    expect(headsIn(ledger.heads)).toEqual(heads);
    expect((await checked(log, ledger.parts)).faults).toEqual([]);
  });

  it("is written by one process, and by another once that has gone", async () => {
    const [one, two] = [over(), over()];
    const stop = new AbortController();
    const running = one.keeper.run(stop.signal, () => undefined);
    await fill(log, 1, 1);
    await until(() => Promise.resolve(headsIn(one.heads).length === 1), "a head");
    expect(await two.keeper.bringUp()).toBe(false);
    await whileKept(two, async () => {
      stop.abort();
      await running;
      await fill(log, 1, 1);
      await until(() => Promise.resolve(headsIn(one.heads).length === 2), "the other's head");
    });
    expect(await checked(log, two.parts)).toMatchObject({ faults: [], report: { heads: 2 } });
  });

  it("goes on after its connection was cut", async () => {
    const ledger = over();
    await whileKept(ledger, async () => {
      await fill(log, 1, 1);
      await until(() => Promise.resolve(headsIn(ledger.heads).length === 1), "a head");
      await sql("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = 3 and granted");
      await fill(log, 1, 1);
      await until(() => Promise.resolve(headsIn(ledger.heads).length === 2), "another head");
    });
  });

  it("is taken in at the end, where nobody follows the log", async () => {
    const ledger = over({ everyMs: 60_000 });
    await fill(log, 1, 3);
    ledger.keeper.soon();
    await ledger.keeper.close();
    expect(headsIn(ledger.heads).map((head) => head?.count)).toEqual([3]);
  });

  it("hands each head to another system as well, and tells where that fails", async () => {
    const got: string[] = [];
    const sink = {
      append: (line: string) => {
        got.push(line);
        return got.length === 1 ? Promise.resolve() : Promise.reject(new Error("The other system is away."));
      },
    };
    const ledger = over({ sink });
    await whileKept(ledger, async (problems) => {
      await fill(log, 1, 1);
      await until(() => Promise.resolve(got.length === 1), "a head elsewhere");
      await fill(log, 1, 1);
      await until(() => Promise.resolve(problems.length === 1), "a problem");
      expect(String(problems[0])).toContain("away");
    });
    expect(readFileSync(ledger.heads, "utf8")).toBe(`${got.join("\n")}\n`);
  });

  it("signs nothing more where the log is not what was signed, and says so once", async () => {
    const ledger = over();
    await fill(log, 1, 3);
    await ledger.keeper.bringUp();
    await sql("alter table muster.events disable trigger all");
    await sql("update muster.events set bytes = 'y' where position = 2");
    await sql("truncate muster.ledger");
    await sql("update muster.ledger_progress set count = 0, position = 0, hash = decode(repeat('00', 32), 'hex')");
    await expect(ledger.keeper.bringUp()).rejects.toThrow(LedgerContradicted);
    await fill(log, 1, 1);
    await whileKept(ledger, async (problems) => {
      await until(async () => (await ledger.parts.table.standing()).count === 4, "a ledger that goes on");
      await until(() => Promise.resolve(problems.length > 0), "a problem");
      expect(String(problems[0])).toContain("is not what was signed");
    });
    expect(headsIn(ledger.heads)).toHaveLength(1);
  });
});

describe("the keys", () => {
  it("are made on first use, for their user alone", async () => {
    const { parts } = over();
    const [key] = await parts.keys.published();
    expect(key).toMatchObject({ retiredAt: null, endorsement: null });
    expect(statSync(parts.keys.place).mode & 0o777).toBe(0o600);
    expect((await over().parts.keys.signer()).keyId).toBe(key?.keyId);
  });

  it("are rotated while the log is followed; what the old one signed holds", async () => {
    const ledger = over();
    await whileKept(ledger, async () => {
      await fill(log, 1, 1);
      await until(() => Promise.resolve(headsIn(ledger.heads).length === 1), "a head");
      await over().parts.keys.rotate();
      await fill(log, 1, 1);
      await until(() => Promise.resolve(headsIn(ledger.heads).length === 2), "a head by the next key");
    });
    const [before, after] = await ledger.parts.keys.published();
    expect(headsIn(ledger.heads).map((head) => head?.keyId)).toEqual([before?.keyId, after?.keyId]);
    expect(after?.endorsement?.keyId).toBe(before?.keyId);
    expect(before?.retiredAt).toBe(after?.madeAt);
    expect(await checked(log, ledger.parts)).toMatchObject({ faults: [], report: { heads: 2 } });
  });

  it("are not made anew where something was signed with others, nor taken where others may read them", async () => {
    const ledger = over();
    await fill(log, 1, 1);
    await ledger.keeper.bringUp();
    const kept = readFileSync(ledger.parts.keys.place, "utf8");
    renameSync(ledger.parts.keys.place, folder("elsewhere"));
    await expect(ledger.parts.keys.signer()).rejects.toThrow(/are gone/);
    writeFileSync(ledger.parts.keys.place, kept, { mode: 0o644 });
    await expect(ledger.parts.keys.signer()).rejects.toThrow(/chmod 600/);
  });
});
