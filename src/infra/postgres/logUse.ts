import { hostname } from "node:os";
import pg, { type Pool, type PoolClient } from "pg";
import { LogInUse, type LogUse } from "../../app/ports/logUse.ts";

export type LogUseOptions = {
  /** How long a rotation waits for processes that are about to end, and how long a process waits for a rotation. */
  readonly rotationWaitsMs?: number;
  readonly useWaitsMs?: number;
};

// Shared by those who use the log's keys, held alone by who rotates them. Any number will do that nobody else locks.
const lockKey = 7_308_337_220_149;
const lockNotAvailable = "55P03";
const others = `select coalesce(nullif(a.application_name, ''), 'process ' || l.pid) as name
  from pg_locks l join pg_database d on d.oid = l.database left join pg_stat_activity a on a.pid = l.pid
  where d.datname = current_database() and l.locktype = 'advisory' and l.granted and l.pid <> pg_backend_pid()
    and (l.classid::bigint << 32 | l.objid::bigint) = $1 and l.objsubid = 1 order by 1`;

class PostgresLogUse implements LogUse {
  readonly #pool: Pool;
  readonly #options: Required<LogUseOptions>;
  #shared: { readonly client: PoolClient; readonly lost: AbortSignal } | undefined;
  #sharing: Promise<AbortSignal> | undefined;

  constructor(pool: Pool, { rotationWaitsMs = 5_000, useWaitsMs = 15_000 }: LogUseOptions) {
    this.#pool = pool;
    this.#options = { rotationWaitsMs, useWaitsMs };
  }

  share(): Promise<AbortSignal> {
    if (this.#shared && !this.#shared.lost.aborted) return Promise.resolve(this.#shared.lost);
    this.#sharing ??= this.#share().finally(() => (this.#sharing = undefined));
    return this.#sharing;
  }

  async alone<T>(work: (stillAlone: () => void) => Promise<T>): Promise<T> {
    if (this.#shared)
      throw new LogInUse("This process works with the keys of the log itself: rotate them in a process of its own.");
    const { client, lost } = await this.#lock("pg_advisory_lock", this.#options.rotationWaitsMs, (names) =>
      names.length > 0
        ? `Other processes work on this log (${names.join(", ")}): end them, on every machine, and rotate its keys then.`
        : "Another process of Muster has just begun to work on this log: try again.",
    );
    try {
      return await work(() => lost.throwIfAborted());
    } finally {
      await giveUp(client);
    }
  }

  async close(): Promise<void> {
    const shared = this.#shared;
    this.#shared = undefined;
    if (shared) await giveUp(shared.client);
  }

  async #share(): Promise<AbortSignal> {
    await this.close();
    this.#shared = await this.#lock("pg_advisory_lock_shared", this.#options.useWaitsMs, (names) => {
      const by = names.length > 0 ? ` by ${names.join(", ")}` : "";
      return `The keys of this log are being rotated${by}: nothing was changed; try again when that is done.`;
    });
    return this.#shared.lost;
  }

  /** A session of its own holds the lock: it goes when the session does, however the process ends. */
  async #lock(take: string, waitMs: number, complaint: (names: readonly string[]) => string) {
    const client = await this.#pool.connect();
    const lost = lostBy(client);
    try {
      await client.query("select set_config('application_name', $1, false), set_config('lock_timeout', $2, false)", [
        `muster ${hostname()}:${process.pid}`.slice(0, 63),
        `${waitMs}ms`,
      ]);
      await client.query(`select ${take}($1)`, [lockKey]);
      return { client, lost };
    } catch (error) {
      const busy = error instanceof pg.DatabaseError && error.code === lockNotAvailable;
      const names = busy ? (await client.query<{ name: string }>(others, [lockKey])).rows.map(({ name }) => name) : [];
      client.release(true);
      throw busy ? new LogInUse(complaint(names), { cause: error }) : error;
    }
  }
}

/** Frees the lock at once, and the connection, whatever state it is in. */
async function giveUp(client: PoolClient): Promise<void> {
  await client.query("select pg_advisory_unlock_all()").catch(() => undefined);
  client.release(true);
}

function lostBy(client: PoolClient): AbortSignal {
  const lost = new AbortController();
  client.on("error", (error) => lost.abort(error));
  client.on("end", () => lost.abort(new Error("The connection to the database has ended.")));
  return lost.signal;
}

/** Who works with the keys, by an advisory lock of the database that has the data keys. `close` gives it up. */
export const postgresLogUse = (pool: Pool, options: LogUseOptions = {}): LogUse & { close(): Promise<void> } =>
  new PostgresLogUse(pool, options);
