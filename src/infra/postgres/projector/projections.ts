import { hostname } from "node:os";
import type { Pool } from "pg";
import type { EventLog } from "../../../app/ports/eventLog.ts";
import type { Parked, Projections } from "../../../app/ports/projections.ts";
import { reachingTables } from "../tablesOutage.ts";
import { workerLock } from "./checkpoint.ts";
import { TablesPosition } from "./position.ts";
import type { Decode } from "./reading.ts";
import { rebuild, type RecomputationOptions, verify } from "./recomputation.ts";
import { Session } from "./session.ts";
import { shadowSettings } from "./shadow.ts";
import { Worker, type WorkerOptions } from "./worker.ts";

/**
 * @property pool connections for short questions; the projector opens its own beside them, to the same database
 * @property retryMs after how long a standby tries again to become the worker
 */
export type PostgresProjectionsOptions = {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly decode: Decode;
  readonly retryMs?: number;
  /** Told of events that were applied, and since when that was done, in milliseconds since 1970. */
  readonly applied?: WorkerOptions["applied"];
};

// The rows can be computed again: to lose the last of them in a crash costs nothing, waiting for the disk does.
// Rows are asked for by their keys alone, and a plan made while a table was small must not outlive that.
const sessionSettings = {
  timezone: "'UTC'",
  synchronous_commit: "off",
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
} as const;

const defaultTimeoutMs = 30_000;

/** The read tables in Postgres, over a log that may be elsewhere. `close` ends what waits for them. */
export function postgresProjections(options: PostgresProjectionsOptions): Projections & { close(): Promise<void> } {
  const { pool, log, decode, retryMs = 250, applied } = options;
  const position = new TablesPosition(pool);
  const beside: RecomputationOptions = {
    openSession: () => Session.open(pool, { ...sessionSettings, ...shadowSettings }),
    ...{ log, decode },
  };
  const worker = new Worker({
    openSession: () => Session.open(pool, sessionSettings),
    ...{ log, decode, retryMs, applied },
    rebuild: () => rebuild(beside, () => undefined),
    label: `${hostname()}:${process.pid}`,
    moved: () => position.moved(),
    epoch: () => position.epoch(),
  });

  return {
    run: (signal, onProblem = () => undefined) => worker.run(signal, onProblem),
    catchUp: (to, timeoutMs = defaultTimeoutMs) => reachingTables(() => catchUp(to, Date.now() + timeoutMs)),
    waitFor: (to, timeoutMs) => reachingTables(() => position.reach(to, timeoutMs)),
    rebuild: (progress = () => undefined) => reachingTables(() => rebuild(beside, progress)),
    verify: (progress = () => undefined) => reachingTables(() => verify(beside, progress)),
    parked: () => reachingTables(() => parked(pool)),
    status: () => reachingTables(() => status(pool)),
    close: () => position.close(),
  };

  async function catchUp(to: bigint, until: number): Promise<bigint> {
    for (;;) {
      const at = await position.now();
      if (at >= to || Date.now() >= until) return at;
      const applied = await worker.applyUpTo(to);
      if (applied !== undefined) return applied;
      // The worker may end before it has come so far: then it is for us to go on.
      await position.reach(to, Math.max(0, Math.min(retryMs, until - Date.now())));
    }
  }
}

async function parked(pool: Pool): Promise<readonly Parked[]> {
  const { rows } = await pool.query<Omit<Parked, "position"> & { readonly position: string }>(
    'select position, key, event_id as "eventId", type, error from muster.parked order by position',
  );
  return rows.map((row) => ({ ...row, position: BigInt(row.position) }));
}

/** The newest worker is at work as long as its lock is held. */
async function status(pool: Pool): Promise<{ readonly position: bigint; readonly worker: string | null }> {
  const text = `select p.position, case when exists (
      select from pg_locks l join pg_database d on d.oid = l.database
      where d.datname = current_database() and l.locktype = 'advisory' and l.granted
        and l.classid = $1 and l.objid = $2 and l.objsubid = 2) then p.worker end as worker
    from muster.projection p`;
  const values = [workerLock.class, workerLock.id];
  const { rows } = await pool.query<{ position: string; worker: string | null }>({ text, values });
  return { position: BigInt(rows[0]?.position ?? 0), worker: rows[0]?.worker ?? null };
}
