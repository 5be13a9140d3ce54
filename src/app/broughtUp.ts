import type { Muster } from "./muster.ts";

/**
 * Muster with tables that hold all of the log, for who reads. Where no process projects, what a process left behind
 * that was killed is projected now.
 */
export async function broughtUp(muster: Muster): Promise<Muster> {
  const { tables, log, worker, rolledBack } = await muster.status();
  if (tables < log && worker === null && !rolledBack) await muster.settle(log);
  return muster;
}
