import type { Pool } from "pg";
import {
  LogUnavailable,
  noStream,
  type Appended,
  type EventLog,
  type Extent,
  type Position,
  type Revision,
  type Stored,
  type Write,
} from "../../app/ports/eventLog.ts";
import { createBell } from "../log/bell.ts";
import { checkAppend } from "../log/checkAppend.ts";
import { follow } from "../log/follow.ts";
import { GroupCommit } from "../log/groupCommit.ts";
import { pages } from "../log/pages.ts";
import { appendBatch, mayBeOnes } from "./appendBatch.ts";
import { type EventReads, eventReads } from "./eventReads.ts";
import { listen, type Notifications } from "./notifications.ts";
import { asking, type Ask } from "./outage.ts";

export type PostgresLogOptions = {
  /** How long a subscription waits for a notification before it looks by itself. */
  readonly pollMs?: number;
  /** How long to wait for the database's answer before the log counts as unavailable. */
  readonly answerMs?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
};

const streamPage = 1_000;
const logPage = 2_000;

class PostgresEventLog implements EventLog {
  readonly atomic = true;
  readonly #pool: Pool;
  readonly #ask: Ask;
  readonly #reads: EventReads;
  readonly #commits: GroupCommit;
  readonly #bell = createBell();
  readonly #pollMs: number;
  #notifications: Notifications | undefined;
  #closed = false;

  constructor(pool: Pool, { pollMs = 500, answerMs = 30_000, now = Date.now }: PostgresLogOptions) {
    this.#pool = pool;
    this.#ask = asking(pool, answerMs);
    this.#reads = eventReads(this.#ask);
    this.#pollMs = pollMs;
    this.#commits = new GroupCommit({ store: appendBatch(this.#ask, now), mayBeOnes });
  }

  async append(writes: readonly Write[]): Promise<Appended> {
    checkAppend(writes);
    if (this.#closed) throw new LogUnavailable("The log is closed.");
    return this.#commits.append(writes);
  }

  readStream(stream: string, after: Revision = noStream): AsyncIterable<readonly Stored[]> {
    const page = (from: Revision) => this.#reads.stream(stream, from, streamPage);
    return pages((last) => page(last?.revision ?? after), streamPage);
  }

  readAll(after: Position, { pageSize = logPage } = {}): AsyncIterable<readonly Stored[]> {
    const page = (from: Position) => this.#reads.all(from, pageSize);
    return pages((last) => page(last?.position ?? after), pageSize);
  }

  subscribe(after: Position, signal: AbortSignal): AsyncIterable<readonly Stored[]> {
    this.#notifications ??= listen(this.#pool, "muster_log", this.#bell);
    const readAll: EventLog["readAll"] = (from, options) => this.readAll(from, options);
    return follow({ readAll, bell: this.#bell, pollMs: this.#pollMs }, after, signal);
  }

  async positionOf(eventId: string): Promise<Position | undefined> {
    const query = { text: "select position from muster.events where event_id = $1", values: [eventId] };
    const [row] = await this.#ask<{ position: string }>(query);
    return row && BigInt(row.position);
  }

  async head(): Promise<Position> {
    const query = { name: "muster-head", text: "select position from muster.head" };
    const [row] = await this.#ask<{ position: string }>(query);
    return BigInt(row?.position ?? 0);
  }

  async extent(after: Position, upTo: Position): Promise<Extent> {
    const [row] = await this.#ask<{ stored: string; newest: string; head: string; recorded_ms: string }>({
      text: `select (select count(*) from muster.events where position <= $2 and (position > $1 or position <= 0)) as stored,
        (select coalesce(max(position), 0) from muster.events) as newest, h.position as head, (extract(epoch from h.recorded_at) * 1000)::bigint as recorded_ms
        from muster.head h`,
      values: [after, upTo],
    });
    if (!row) throw new Error("The log's head is missing: muster.head has no row.");
    const { stored, newest, head, recorded_ms: recordedAt } = row;
    return { stored: Number(stored), newest: BigInt(newest), head: BigInt(head), recordedAt: Number(recordedAt) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#notifications?.close();
    await this.#commits.idle();
  }
}

/**
 * The log in a Postgres that has the schema `muster`. Concurrent appends of this process share transactions.
 * The pool stays its owner's: close the log first.
 */
export const postgresEventLog = (pool: Pool, options: PostgresLogOptions = {}): EventLog =>
  new PostgresEventLog(pool, options);
