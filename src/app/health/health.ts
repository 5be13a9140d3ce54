import type { Position } from "../ports/eventLog.ts";
import { fileCheck, ledgerCheck, logCheck, parkedCheck, projectorCheck, tablesCheck } from "./checks.ts";
import type { KeptFile } from "./keptFile.ts";
import type { Found, Standing } from "./found.ts";
import type { Lag } from "./lag.ts";
import type { LedgerState } from "./ledgerState.ts";

/** Where Muster looks to tell how it is. */
export type HealthParts = {
  readonly head: () => Promise<Position>;
  readonly tables: () => Promise<Standing>;
  readonly parked: () => Promise<readonly unknown[]>;
  readonly lagAfter: (position: Position) => Promise<Lag>;
  /** Absent where none is kept. */
  readonly file: () => Promise<KeptFile | undefined>;
  readonly ledger: () => Promise<LedgerState>;
  readonly now: () => Date;
};

/** Whether Muster can do its work, thing by thing; null is what could not be found out. Nothing of it is personal. */
export type Health = {
  readonly ok: boolean;
  readonly checks: {
    readonly log: ReturnType<typeof logCheck>;
    readonly tables: ReturnType<typeof tablesCheck>;
    readonly projector: ReturnType<typeof projectorCheck>;
    readonly parked: ReturnType<typeof parkedCheck>;
    readonly file: ReturnType<typeof fileCheck>;
    readonly ledger: ReturnType<typeof ledgerCheck>;
  };
};

/** How long each look may take, in milliseconds. */
const patience = 2_000;

/** Looks at everything, each by itself: what one look does not find out is no reason to know nothing of the others. */
export async function healthOf({ lagAfter, now, ...parts }: HealthParts): Promise<Health> {
  const [log, standing, waiting, kept, ledger] = await Promise.all([
    ...([look(parts.head), look(parts.tables), look(parts.parked), look(parts.file)] as const),
    look(parts.ledger),
  ]);
  const behind = (position: Position | null | undefined) =>
    position === null || position === undefined ? undefined : look(() => lagAfter(position));
  const [lag, fileLag, unsigned] = await Promise.all([
    ...([behind(standing?.value.position), behind(kept?.value?.position)] as const),
    ledger && behind(BigInt(ledger.value.signed?.position ?? 0)),
  ]);
  const checks: Health["checks"] = {
    log: logCheck(log),
    tables: tablesCheck(standing),
    projector: projectorCheck(standing, lag),
    parked: parkedCheck(waiting),
    file: fileCheck(kept, fileLag, now()),
    ledger: ledgerCheck(ledger, unsigned, now()),
  };
  return { ok: Object.values(checks).every(({ ok }) => ok), checks };
}

/** Why a look failed is for the process's own journal, and names too much for an answer to anyone. */
async function look<T>(ask: () => Promise<T>): Promise<Found<T>> {
  const { promise: late, resolve: giveUp } = Promise.withResolvers<undefined>();
  const timer = setTimeout(giveUp, patience, undefined);
  try {
    return await Promise.race([ask().then((value) => ({ value })), late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
