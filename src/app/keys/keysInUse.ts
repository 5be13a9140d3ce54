import { setTimeout as sleep } from "node:timers/promises";
import type { CommandHandler } from "../commandHandler.ts";
import type { LegalHolds } from "../holds/legalHolds.ts";
import { ForeignLog } from "../openLog.ts";
import type { ScheduledChanges } from "../scheduling/scheduledChanges.ts";
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

/** A handler that begins nothing with keys that are the log's no longer, and could not read what it decides on. */
export const changesWithConfirmedKeys = (changes: ScheduledChanges, inUse: KeysInUse): ScheduledChanges => {
  const confirmed = async <T>(work: () => Promise<T>): Promise<T> => {
    await inUse.confirm();
    return work();
  };
  return {
    list: () => confirmed(() => changes.list()),
    change: (changeId) => confirmed(() => changes.change(changeId)),
    move: (...asked) => confirmed(() => changes.move(...asked)),
    cancel: (...asked) => confirmed(() => changes.cancel(...asked)),
    foretold: (...asked) => confirmed(() => changes.foretold(...asked)),
    applyDue: () => confirmed(() => changes.applyDue()),
  };
};

export const holdsWithConfirmedKeys = (holds: LegalHolds, inUse: KeysInUse): LegalHolds => {
  const confirmed = async <T>(work: () => Promise<T>): Promise<T> => {
    await inUse.confirm();
    return work();
  };
  return {
    place: (...asked) => confirmed(() => holds.place(...asked)),
    release: (...asked) => confirmed(() => holds.release(...asked)),
    list: () => confirmed(() => holds.list()),
    on: (memberId) => confirmed(() => holds.on(memberId)),
  };
};

export const withConfirmedKeys = (handler: CommandHandler, inUse: KeysInUse): CommandHandler => ({
  handle: async (commands, context) => {
    await inUse.confirm();
    return handler.handle(commands, context);
  },
  plan: async (commands, context) => {
    await inUse.confirm();
    return handler.plan(commands, context);
  },
});
