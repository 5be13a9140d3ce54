import type { Bracket } from "./batch.ts";
import type { Session } from "./session.ts";

/** Where the tables stand, as the worker of an epoch knows it. */
export type Standing = { readonly position: bigint; readonly epoch: bigint };

/** Another has become the worker since: this one must not write any more. */
export class LeadLost extends Error {
  override readonly name = "LeadLost";
}

/** The tables stand elsewhere than the worker left them: a rebuild has moved them. */
export class TablesMoved extends Error {
  override readonly name = "TablesMoved";
  readonly position: bigint;

  constructor(position: bigint) {
    super(`The read tables now stand at position ${position}.`);
    this.position = position;
  }
}

/** Notified with each move of the checkpoint. */
export const tablesChannel = "muster_tables";

// Advisory locks of this database: who holds the first is the worker, who holds the second rebuilds.
const classOfLocks = 1_836_413_811;
export const workerLock = { class: classOfLocks, id: 1 } as const;
const rebuildLock = { class: classOfLocks, id: 2 } as const;
/** Who holds it writes the ledger. */
export const ledgerLock = { class: classOfLocks, id: 3 } as const;

/** Whether this session is the worker now. The lock is the session's: it goes when the session does. */
export async function tryToLead(session: Session): Promise<boolean> {
  const values = [workerLock.class, workerLock.id];
  const { rows } = await session.query({ text: "select pg_try_advisory_lock($1, $2) as led", values });
  return rows[0]?.["led"] === true;
}

/** Whether there are no read tables, and that is meant. */
export async function isRolledBack(session: Session): Promise<boolean> {
  const { rows } = await session.query("select rolled_back_at is not null as yes from muster.projection");
  return rows[0]?.["yes"] === true;
}

/** Whether the versions have followed the log with the read tables; they came later, and a database may be older. */
export async function hasVersions(session: Session): Promise<boolean> {
  const text = "select position = 0 or exists (select from muster.known_at) as yes from muster.projection";
  return (await session.query(text)).rows[0]?.["yes"] === true;
}

/** Waits until no other session rebuilds. */
export const lockRebuilds = (session: Session): Promise<unknown> =>
  session.query({ text: "select pg_advisory_lock($1, $2)", values: [rebuildLock.class, rebuildLock.id] });

/** Begins an epoch: whoever was the worker before is shut out, should it still believe so. */
export async function takeOver(session: Session, worker: string): Promise<Standing> {
  const text = "update muster.projection set epoch = epoch + 1, worker = $1 returning position, epoch";
  return standingIn((await session.query({ text, values: [worker] })).rows);
}

/** Locks the checkpoint until the transaction ends, so that the tables stay where they are. */
export async function lockedStanding(session: Session): Promise<Standing> {
  const text = "select position, epoch from muster.projection for update";
  return standingIn((await session.query({ name: "muster-lock-checkpoint", text })).rows);
}

function standingIn([row]: readonly Readonly<Record<string, unknown>>[]): Standing {
  if (!row) throw new Error("The checkpoint of the read tables is missing: muster.projection has no row.");
  return { position: row["position"] as bigint, epoch: row["epoch"] as bigint };
}

/** Moves the checkpoint, in the transaction that holds it locked. Who waits hears of it at the commit. */
export const moveCheckpoint = (session: Session, to: bigint): Promise<unknown> =>
  session.query({
    name: "muster-move-checkpoint",
    text: `update muster.projection set position = $1 returning pg_notify('${tablesChannel}', position::text)`,
    values: [to],
  });

/** Moves the checkpoint with a batch, by compare-and-set: only where the worker left it, only in the worker's epoch. */
export const moving = (session: Session, from: Standing): Bracket => ({
  before: async () => {
    const found = await lockedStanding(session);
    if (found.epoch !== from.epoch) throw new LeadLost("Another process has become the projector meanwhile.");
    if (found.position !== from.position) throw new TablesMoved(found.position);
  },
  after: (to) => moveCheckpoint(session, to),
});
