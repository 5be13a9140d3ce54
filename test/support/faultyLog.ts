import type { Appended, EventLog, Write } from "../../src/app/ports/eventLog.ts";
import { boundLog } from "../../src/infra/log/boundLog.ts";

/** What a test's writer ends with in place of a kill -9: nothing that it would do after comes to pass. */
export class WriterDied extends Error {
  override readonly name = "WriterDied";
}

/** At which append (from 0), and whether before or after the log has stored it. */
export type Fault = { readonly at: number; readonly stored: boolean };

/** The log, but for `around`, which is called for each append with its number and decides what becomes of it. */
export function aroundAppends(
  log: EventLog,
  around: (n: number, append: () => Promise<Appended>) => Promise<Appended>,
): EventLog {
  let n = -1;
  return {
    ...boundLog(log),
    append: (writes: readonly Write[]) => around((n += 1), () => log.append(writes)),
  };
}

/** The log as a writer sees it who dies at an append. */
export function dyingLog(log: EventLog, { at, stored }: Fault): EventLog {
  let dead = false;
  return aroundAppends(log, async (n, append) => {
    if (dead) throw new WriterDied();
    if (n !== at) return append();
    dead = true;
    if (stored) await append();
    throw new WriterDied();
  });
}

/** The log as a writer sees it who falls asleep at an append: `asleep` says when, `wake` goes on. */
export function sleepyLog(log: EventLog, { at, stored }: Fault) {
  const asleep = Promise.withResolvers<undefined>();
  const awake = Promise.withResolvers<undefined>();
  const sleep = async () => {
    asleep.resolve(undefined);
    await awake.promise;
  };
  const slow = aroundAppends(log, async (n, append) => {
    if (n === at && !stored) await sleep();
    const appended = await append();
    if (n === at && stored) await sleep();
    return appended;
  });
  return { log: slow, asleep: asleep.promise, wake: () => awake.resolve(undefined) };
}

/** Counts the appends that were made through it. */
export function countingLog(log: EventLog) {
  let count = 0;
  const counting = aroundAppends(log, (_n, append) => {
    count += 1;
    return append();
  });
  return { log: counting, appends: () => count };
}
