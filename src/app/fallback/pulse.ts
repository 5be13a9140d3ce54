import { isOutage } from "../outages.ts";
import { TablesUnavailable } from "../ports/projections.ts";

export type PulseParts = {
  /** Asks the database whether it is there. Rejects where it is not, and never waits for long without a reason. */
  readonly look: () => Promise<void>;
  /** Gives up what still waits for it. */
  readonly cut: () => void;
};

/** In milliseconds: after how long a call counts as slow and a look is due; between looks while it is away, at first and at most. */
const usual = { lookMs: 500, againMs: 250, longestMs: 1_000 };

type Call = { readonly since: number; readonly giveUp: (why: Error) => void };

/**
 * Knows whether the database answers. While it does not, calls fail at once and in place of waiting; that it is back
 * is noticed by itself. While it does, this costs a call next to nothing: only one that is slow makes it look.
 */
export class Pulse {
  readonly #parts: PulseParts;
  readonly #times: typeof usual;
  readonly #calls = new Set<Call>();
  #kept = 0;
  #away: { readonly why: Error; readonly looks: number } | undefined;
  #looking = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: PulseParts, times: Partial<typeof usual> = {}) {
    this.#parts = parts;
    this.#times = { ...usual, ...times };
  }

  /**
   * Calls the database, unless it is known to be away, and gives up where it goes away meanwhile.
   * @throws {TablesUnavailable} or what the call throws
   */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#away) throw this.#away.why;
    const { promise: given, reject: giveUp } = Promise.withResolvers<never>();
    const call = { since: performance.now(), giveUp };
    this.#calls.add(call);
    this.#schedule();
    try {
      return await Promise.race([work(), given]);
    } catch (error) {
      if (isOutage(error)) void this.#look();
      throw error;
    } finally {
      this.#calls.delete(call);
    }
  }

  /** Looks all the time until the signal, whether anybody calls or not. */
  keep(signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#kept += 1;
    signal.addEventListener("abort", () => (this.#kept -= 1), { once: true });
    this.#schedule();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#closed || this.#timer || this.#looking || (!this.#away && this.#kept === 0 && this.#calls.size === 0))
      return;
    const { lookMs, againMs, longestMs } = this.#times;
    const wait = this.#away ? Math.min(againMs * 2 ** this.#away.looks, longestMs) : lookMs;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isDue()) void this.#look();
      else this.#schedule();
    }, wait);
    this.#timer.unref();
  }

  /** The calls stand in the order in which they came. */
  #isDue(): boolean {
    if (this.#away || this.#kept > 0) return true;
    const [oldest] = this.#calls;
    return oldest !== undefined && performance.now() - oldest.since >= this.#times.lookMs;
  }

  async #look(): Promise<void> {
    if (this.#looking || this.#closed) return;
    this.#looking = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      await this.#parts.look();
      this.#away = undefined;
    } catch (error) {
      this.#goAway(error);
    }
    this.#looking = false;
    this.#schedule();
  }

  #goAway(cause: unknown): void {
    const reason = cause instanceof AggregateError ? String(cause.errors[0]) : String(cause);
    const why = new TablesUnavailable(`The database cannot be reached: ${reason.replace(/^\w*Error: /, "")}`, {
      cause,
    });
    const first = this.#away === undefined;
    this.#away = { why, looks: (this.#away?.looks ?? -1) + 1 };
    if (!first) return;
    this.#parts.cut();
    for (const { giveUp } of this.#calls) giveUp(why);
  }
}
