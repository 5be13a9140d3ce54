import { boundLog } from "../../src/infra/log/boundLog.ts";
import { setImmediate } from "node:timers/promises";
import type { EventLog } from "../../src/app/ports/eventLog.ts";
import type { Random } from "./random.ts";

/** Lets one step happen at a time, in an order that chance decides. */
export function createScheduler(random: Random) {
  const waiting: (() => void)[] = [];
  return {
    turn: (): Promise<void> => new Promise((resolve) => waiting.push(resolve)),
    async run(tasks: readonly Promise<unknown>[]): Promise<void> {
      const progress = { done: false };
      const all = Promise.all(tasks).finally(() => (progress.done = true));
      while (!progress.done) {
        await setImmediate();
        waiting.splice(random.below(waiting.length), 1).forEach((go) => go());
      }
      await all;
    },
  };
}

/** The log with each append and each reading of a stream waiting for its turn. */
export const scheduledLog = (log: EventLog, turn: () => Promise<void>): EventLog => ({
  ...boundLog(log),
  append: async (writes) => {
    await turn();
    const appended = await log.append(writes);
    await turn();
    return appended;
  },
  async *readStream(stream, after) {
    await turn();
    yield* log.readStream(stream, after);
  },
});
