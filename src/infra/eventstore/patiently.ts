import { setTimeout } from "node:timers/promises";
import { LogUnavailable } from "../../app/ports/eventLog.ts";

const patienceMs = 1_000;
const firstPauseMs = 25;

/**
 * Asks again for a while where EventStoreDB does not answer: after a restart, or the choice of another leader, the
 * first call on the old line fails and the next finds the way. Only for what may be asked twice.
 * @throws {LogUnavailable} with the last failure as its cause
 */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const until = performance.now() + patienceMs;
  for (let pause = firstPauseMs; ; pause *= 2) {
    try {
      return await ask();
    } catch (cause) {
      if (performance.now() + pause > until) throw unavailable(cause);
      await setTimeout(pause);
    }
  }
}

/** The client's errors often have no message; the type says what it was. */
export function unavailable(cause: unknown): LogUnavailable {
  const { message, type } = (cause ?? {}) as { readonly message?: string; readonly type?: string };
  return new LogUnavailable(`EventStoreDB did not answer: ${message || type || String(cause)}.`, { cause });
}
