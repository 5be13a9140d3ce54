import type { Muster } from "./muster.ts";

/**
 * Muster with tables that hold all of the log, for who reads. Where no process projects, what a process left behind
 * that was killed is projected now, and what is due is applied.
 */
export async function broughtUp(muster: Muster): Promise<Muster> {
  const { tables, log, worker, rolledBack } = await muster.status();
  if (worker !== null || rolledBack) return muster;
  // What cannot be applied now stays due, and is no reason not to read; nor does who reads found a log.
  const applied = log === 0n ? 0 : await muster.scheduled.applyDue().catch(() => 0);
  if (applied > 0 || tables < log) await muster.settle(applied > 0 ? await muster.head() : log);
  return muster;
}
