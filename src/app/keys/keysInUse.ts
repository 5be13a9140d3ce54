import { setTimeout as sleep } from "node:timers/promises";
import { around } from "../around.ts";
import { ForeignLog } from "../openLog.ts";
import type { LogUse } from "../ports/logUse.ts";

/** That the keys which this process has read are still those of the log. */
export type KeysInUse = {
  /** To be awaited right before a commit. @throws {ForeignLog} where the keys were rotated meanwhile */
  confirm(): Promise<void>;
  /** Confirms until the signal, whenever the database may have forgotten. @throws {ForeignLog} */
  watch(signal: AbortSignal): Promise<void>;
};

/**
 * A process shares the use of a log for as long as it has its keys. Where the connection breaks that says so, a
 * rotation may come in between: the use is shared anew, and then `stillOurs` asks whether one did.
 */
export function keysInUse(use: LogUse, stillOurs: () => Promise<void>, retryMs = 1_000): KeysInUse {
  let confirmed: AbortSignal | undefined;
  let confirming: Promise<void> | undefined;

  async function confirmAnew(): Promise<void> {
    const lost = await use.share();
    await stillOurs();
    confirmed = lost;
  }

  async function confirm(): Promise<void> {
    if (confirmed && !confirmed.aborted) return;
    confirming ??= confirmAnew().finally(() => (confirming = undefined));
    await confirming;
  }

  /** Goes on until it is known: an outage passes. */
  async function persistently(signal: AbortSignal): Promise<void> {
    while (!signal.aborted)
      try {
        await confirm();
        return;
      } catch (error) {
        if (error instanceof ForeignLog) throw error;
        await sleep(retryMs, undefined, { signal }).catch(() => undefined);
      }
  }

  return {
    confirm,
    async watch(signal) {
      while (!signal.aborted) {
        await persistently(signal);
        await abortion(confirmed ? AbortSignal.any([confirmed, signal]) : signal);
      }
    },
  };
}

const abortion = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** What begins nothing with keys that are the log's no longer, and could not read what it decides on. */
export const withConfirmedKeys = <Port extends object>(port: Port, inUse: KeysInUse): Port =>
  around(port, async (call) => {
    await inUse.confirm();
    return call();
  });
