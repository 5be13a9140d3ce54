import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import type { EventLog } from "../../src/app/ports/eventLog.ts";
import { postgresEventLog, type PostgresLogOptions } from "../../src/infra/postgres/eventLog.ts";
import { openPool } from "../../src/infra/postgres/pool.ts";
import type { TestDatabase } from "../support/postgres.ts";
import { startTcpProxy } from "../support/tcpProxy.ts";
import { newStream, type FragileLog, type LogUnderTest, type OpenedLog } from "./logFixture.ts";

// The database's own clock, or the head's where that is ahead, so that the append is never late.
const slowStatement = `select from muster.append(
  (select greatest(recorded_at, date_trunc('milliseconds', clock_timestamp())) from muster.head for update),
  '{0}', array[$1], '{-1}', '{0}', array[$1], '{0}', array[$2::uuid], '{Slow}', '{x}')`;

/** Appends in a transaction that stays open for a moment, as a writer on a slow machine would. */
async function slowAppend(pool: Pool, outcome: "commit" | "rollback"): Promise<readonly string[]> {
  const [stream, eventId] = [newStream("slow"), randomUUID()];
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query(slowStatement, [stream, eventId]);
    await client.query("select pg_sleep(0.01)");
    await client.query(outcome);
    return outcome === "commit" ? [eventId] : [];
  } finally {
    client.release();
  }
}

/** As it was after the migrations; the database stays, because making one takes longer than a test. */
async function empty(pool: Pool): Promise<void> {
  await pool.query(`alter table muster.events disable trigger user;
    truncate muster.events;
    alter table muster.events enable trigger user;
    update muster.head set position = 0, recorded_at = 'epoch'`);
}

/** A log in a test's database, with what the Postgres tests need beside the contract's fixture. */
export type OpenedPostgresLog = Omit<OpenedLog, "reopen" | "fragile"> & {
  reopen(options?: PostgresLogOptions): Promise<EventLog>;
  readonly fragile: (options?: PostgresLogOptions) => Promise<FragileLog>;
};

/** Opens the log in a database, emptied. */
export async function openPostgresLog(
  database: TestDatabase,
  options?: PostgresLogOptions,
): Promise<OpenedPostgresLog> {
  await empty(database.pool);
  const closing: (() => Promise<unknown>)[] = [];

  const open = (url: string, given?: PostgresLogOptions) => {
    const pool = openPool(url, { name: "muster-log", max: 4 });
    const log = postgresEventLog(pool, given);
    closing.unshift(() => log.close().then(() => pool.end()));
    return log;
  };
  const fragile = async (given?: PostgresLogOptions) => {
    const url = new URL(database.url);
    const line = await startTcpProxy({ host: url.hostname, port: Number(url.port || 5432) });
    closing.push(() => line.close());
    [url.hostname, url.port] = ["127.0.0.1", String(line.port)];
    return { log: open(url.href, { pollMs: 100, ...given }), line };
  };
  return {
    log: open(database.url, options),
    reopen: (given = options) => Promise.resolve(open(database.url, given)),
    fragile,
    slowAppend: (outcome) => slowAppend(database.pool, outcome),
    close: async () => {
      for (const close of closing) await close();
    },
  };
}

export const postgresLog = (database: () => TestDatabase): LogUnderTest => ({
  name: "the log in Postgres",
  dense: true,
  open: () => openPostgresLog(database()),
});
