import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { LogUnavailable, StreamConflict, type EventLog } from "../../src/app/ports/eventLog.ts";
import { postgresEventLog, type PostgresLogOptions } from "../../src/infra/postgres/eventLog.ts";
import { openPool } from "../../src/infra/postgres/pool.ts";
import { observe } from "../contracts/commitOrder.ts";
import { collect, eventOf, idsOf, newStream, someEvents, write } from "../contracts/logFixture.ts";
import { openPostgresLog, type OpenedPostgresLog } from "../contracts/postgresFixture.ts";
import { useDatabase } from "../support/postgres.ts";
import { seededRandom } from "../support/random.ts";

const database = useDatabase();
let opened: OpenedPostgresLog;
beforeEach(async () => {
  opened = await openPostgresLog(database());
});
afterEach(() => opened.close());

const timed = () => ({ eventId: randomUUID(), type: "Timed", bytesAt: (at: string) => Buffer.from(at) });
const sql = (text: string, values?: unknown[]) => database().pool.query<Record<string, unknown>>(text, values);

const fragile = (options?: PostgresLogOptions) => opened.fragile(options);

/** The ids that come from a subscription until there are `count`. */
async function follow(log: EventLog, count: number): Promise<readonly string[]> {
  const stop = new AbortController();
  const ids: string[] = [];
  for await (const page of log.subscribe(0n, stop.signal)) {
    ids.push(...idsOf(page));
    if (ids.length >= count) stop.abort();
  }
  return ids;
}

describe("a plain identity column, as a control", () => {
  it("does lose events to the reader that the log loses nothing to", async () => {
    const { pool } = database();
    await sql("create table naive (position bigint generated always as identity primary key, event_id uuid not null)");
    const writer = async () => {
      const client = await pool.connect();
      const ids: string[] = [];
      for (let n = 0; n < 20; n++) {
        const id = randomUUID();
        await client.query("begin");
        await client.query("insert into naive (event_id) values ($1)", [id]);
        await client.query("select pg_sleep(0.002 * random())");
        await client.query("commit");
        ids.push(id);
      }
      client.release();
      return ids;
    };
    const readers = openPool(database().url, { max: 1 });
    const { lost } = await observe(
      Array.from({ length: 8 }, () => writer),
      async function* (after) {
        const { rows } = await readers.query<{ position: string; event_id: string }>(
          "select position, event_id from naive where position > $1 order by position",
          [after],
        );
        yield rows.map((row) => ({ position: BigInt(row.position), eventId: row.event_id }));
      },
    );
    await readers.end();
    await sql("drop table naive");
    expect(lost.length).toBeGreaterThan(0);
  });
});

describe("the instant of recording", () => {
  it("never goes backwards, whatever the clocks of the writers say", async () => {
    const skews = [-3_600_000, 0, 40, 250];
    const logs = await Promise.all(skews.map((skew) => opened.reopen({ now: () => Date.now() + skew })));
    await Promise.all(
      logs.map(async (log) => {
        for (let n = 0; n < 60; n++) await log.append([write(newStream(), [timed()])]);
      }),
    );
    const instants = (await collect(opened.log.readAll(0n))).map(({ bytes }) => Buffer.from(bytes).toString());
    expect(instants).toHaveLength(240);
    expect(instants).toEqual([...instants].sort());
    const { rows } = await sql('select to_char(recorded_at, \'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\') as at from muster.head');
    expect(rows[0]?.["at"]).toBe(instants.at(-1));
  });
});

describe("appends of one process that come together", () => {
  it("share transactions", async () => {
    await Promise.all(Array.from({ length: 64 }, () => opened.log.append([write(newStream(), someEvents(1))])));
    const { rows } = await sql("select count(distinct xmin::text)::int as transactions from muster.events");
    expect(rows[0]?.["transactions"]).toBeLessThanOrEqual(4);
  });

  it("do not fail for one that Postgres cannot hold", async () => {
    const good = Array.from({ length: 5 }, () => write(newStream(), someEvents(1)));
    const bad = write(newStream(), [eventOf("x", "with a \0 in it")]);
    const outcomes = await Promise.allSettled(
      [...good, bad, ...good.slice(3)].map((each) => opened.log.append([each])),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...good.map(() => "fulfilled"),
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect(outcomes[5]).not.toMatchObject({ reason: expect.any(LogUnavailable) as unknown });
    expect(await opened.log.head()).toBe(5n);
  });

  it("do not fail for one whose bytes cannot be made", async () => {
    const broken = () => {
      throw new Error("no bytes");
    };
    const bad = write(newStream(), [{ ...eventOf("x"), bytesAt: broken }]);
    const outcomes = await Promise.allSettled([
      opened.log.append([write(newStream(), someEvents(1))]),
      opened.log.append([bad]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });
});

describe("an event's id", () => {
  it("stands once in the whole log", async () => {
    const events = someEvents(2);
    await opened.log.append([write(newStream(), events)]);
    const reused = opened.log.append([write(newStream(), events)]);
    await expect(reused).rejects.toThrow(/is in the log already/);
    await expect(reused).rejects.not.toThrow(StreamConflict);
    const longer = opened.log.append([write(newStream(), [...someEvents(1), ...events])]);
    await expect(longer).rejects.toThrow(/is in the log already/);
    expect(await opened.log.head()).toBe(2n);
  });
});

describe("the table of events", () => {
  it.each(["update muster.events set type = 'x'", "delete from muster.events", "truncate muster.events"])(
    "refuses to change what it holds: %s",
    async (statement) => {
      await opened.log.append([write(newStream(), someEvents(1))]);
      await expect(sql(statement)).rejects.toThrow(/append-only/);
      expect(await opened.log.head()).toBe(1n);
    },
  );
});

describe("the isolation level", () => {
  it("is what the append needs, whatever the database's default is", async () => {
    const name = new URL(database().url).pathname.slice(1);
    await sql(`alter database ${name} set default_transaction_isolation = 'serializable'`);
    const logs = await Promise.all([opened.reopen(), opened.reopen()]);
    await Promise.all(logs.flatMap((log) => [1, 2, 3].map(() => log.append([write(newStream(), someEvents(1))]))));
    await sql(`alter database ${name} reset default_transaction_isolation`);
    expect(await opened.log.head()).toBe(6n);
  });

  it("is refused where it would let an append see what was before the lock", async () => {
    const client = await database().pool.connect();
    const calls = [
      "select from muster.append(now(), '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')",
      "select from muster.append_one(now(), 'a', -1, gen_random_uuid(), 'A', '')",
    ];
    for (const call of calls) {
      await client.query("begin isolation level repeatable read");
      await expect(client.query(call)).rejects.toThrow(/read committed/);
      await client.query("rollback");
    }
    client.release(true);
  });
});

describe("streams that are read at once", () => {
  it("come each to its own reader, from where it asked, and one that cannot be asked for spoils no other's", async () => {
    const streams = [newStream(), newStream(), newStream()];
    for (const stream of streams) await opened.log.append([write(stream, someEvents(3))]);
    const reads = [
      ...streams.map((stream, n) => collect(opened.log.readStream(stream, BigInt(n - 1)))),
      collect(opened.log.readStream(newStream())),
    ];
    const found = await Promise.all(reads);
    expect(found.map((events) => events.map(({ revision }) => revision))).toEqual([[0n, 1n, 2n], [1n, 2n], [2n], []]);
    expect(found.map((events) => new Set(events.map(({ stream }) => stream)).size)).toEqual([1, 1, 1, 0]);
    const bad = collect(opened.log.readStream("a\0"));
    const good = collect(opened.log.readStream(streams[0] ?? ""));
    const last = collect(opened.log.readStream(streams[1] ?? ""));
    await expect(bad).rejects.toThrow();
    expect([(await good).length, (await last).length]).toEqual([3, 3]);
  });
});

describe("a subscription", () => {
  const hour = 3_600_000;

  it("is woken by each append, not by the poll", async () => {
    const log = await opened.reopen({ pollMs: hour });
    const stop = new AbortController();
    const pages = log.subscribe(0n, stop.signal)[Symbol.asyncIterator]();
    for (let n = 0; n < 5; n++) {
      const events = someEvents(1);
      const heard = pages.next();
      await opened.log.append([write(newStream(), events)]);
      expect(idsOf((await heard).value as readonly { eventId: string }[])).toEqual(idsOf(events));
    }
    stop.abort();
    await pages.return?.();
  }, 5_000);

  it("finds what no notification told of", async () => {
    const log = await opened.reopen({ pollMs: 50 });
    await opened.log.append([write(newStream(), someEvents(1))]);
    const following = follow(log, 2);
    const id = randomUUID();
    await sql(
      `with event as (insert into muster.events values (2, 'quiet', 0, $1, 'Quiet', 'x') returning position)
       update muster.head set position = event.position from event`,
      [id],
    );
    expect((await following)[1]).toBe(id);
  });

  it("resumes when the server ends its connections", async () => {
    const log = await opened.reopen({ pollMs: 100 });
    const following = follow(log, 60);
    const ids: string[] = [];
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 20; n++) {
        const events = someEvents(1);
        const append = [write(newStream(), events)];
        // Its own connection is among those that are ended.
        await opened.log.append(append).catch(() => opened.log.append(append));
        ids.push(...idsOf(events));
      }
      await sql(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'muster-log'`,
      );
    }
    expect(await following).toEqual(ids);
  });
});

describe("a server that does not answer", () => {
  it("is an outage after a while, and what it stored all the same is stored once", async () => {
    const { log, line } = await fragile({ answerMs: 300 });
    await log.append([write(newStream(), someEvents(1))]);
    line.mute();
    const append = [write(newStream(), someEvents(1))];
    await expect(log.append(append)).rejects.toThrow(LogUnavailable);
    await expect(log.head()).rejects.toThrow(LogUnavailable);
    line.mend();
    expect(await log.append(append)).toEqual({ position: 2n, repeated: true });
  });
});

describe("a line that is cut at random", () => {
  it("costs no event and doubles none, for a writer that tries again and a reader that follows", async () => {
    const random = seededRandom("a line that is cut at random");
    const { log, line } = await fragile();
    line.shake(random, 0.01);
    const following = follow(log, 120);
    const stream = newStream();
    const ids: string[] = [];
    let outages = 0;
    for (let n = 0; n < 120; n++) {
      const events = someEvents(1, 50);
      for (let stored = false; !stored;)
        try {
          await log.append([write(stream, events, BigInt(n - 1))]);
          stored = true;
        } catch (error) {
          expect(error).toBeInstanceOf(LogUnavailable);
          outages += 1;
        }
      ids.push(...idsOf(events));
    }
    expect(await following).toEqual(ids);
    expect(idsOf(await collect(opened.log.readStream(stream)))).toEqual(ids);
    expect(outages).toBeGreaterThan(0);
  });
});

describe("closing", () => {
  it("waits for what is under way, and then takes no more", async () => {
    const pool = openPool(database().url);
    const log = postgresEventLog(pool);
    const answers = [1, 2, 3].map(() => log.append([write(newStream(), someEvents(1))]));
    await log.close();
    await pool.end();
    expect((await Promise.all(answers)).map(({ position }) => position)).toEqual([1n, 2n, 3n]);
    await expect(log.append([write(newStream(), someEvents(1))])).rejects.toThrow(LogUnavailable);
  });
});
