import { setTimeout } from "node:timers/promises";
import { LogUnavailable, type EventLog, type Position, type Stored } from "../../app/ports/eventLog.ts";
import type { Bell } from "./bell.ts";

export type Following = {
  readonly readAll: EventLog["readAll"];
  /** Rung when there may be something new. */
  readonly bell: Bell;
  /** How long to wait for a ring before looking anyway: a notification may be lost. */
  readonly pollMs: number;
};

const longestPauseMs = 1_000;

// Where so many come at once, more are on their way: read one by one, each would cost what all of them do.
const many = 8;
const gatherMs = 20;

/**
 * A subscription made of reads: each begins after the last event that was handed out, so that nothing is left out or
 * comes twice, whatever happens to the line between them.
 */
export async function* follow(
  { readAll, bell, pollMs }: Following,
  after: Position,
  signal: AbortSignal,
): AsyncGenerator<readonly Stored[]> {
  const stopped = () => signal.aborted;
  let at = after;
  let outages = 0;
  while (!stopped()) {
    const heard = bell.rings();
    let pause = pollMs;
    let came = 0;
    try {
      for await (const page of readAll(at)) {
        at = page.at(-1)?.position ?? at;
        came += page.length;
        yield page;
        if (stopped()) return;
      }
      outages = 0;
    } catch (error) {
      if (!(error instanceof LogUnavailable)) throw error;
      pause = Math.min(25 * 2 ** outages++, longestPauseMs);
    }
    if (came >= many) await setTimeout(gatherMs, undefined, { signal }).catch(() => undefined);
    await bell.wait(heard, pause, signal);
  }
}
