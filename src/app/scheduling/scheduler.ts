import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../ports/clock.ts";
import type { ScheduledChanges } from "./scheduledChanges.ts";

/** Lets one process of all that share a log do a work; the others stand by. */
export type Elect = (signal: AbortSignal, work: (lost: AbortSignal) => Promise<void>) => Promise<void>;

export type SchedulerParts = {
  readonly changes: Pick<ScheduledChanges, "applyDue">;
  readonly elect: Elect;
  readonly clock: Clock;
  readonly timezone: string;
  /** How often the calendar is looked at, and how often the log is where no day begins. */
  readonly every?: { readonly lookMs: number; readonly readMs: number };
};

/**
 * Applies what is due until the signal, as the one process that does: at the beginning, when a day begins, and now and
 * then, for what was moved to the past by a clock that was set back. What cannot be applied now is told, and tried again.
 */
export async function runScheduler(
  { changes, elect, clock, timezone, every = { lookMs: 1_000, readMs: 60_000 } }: SchedulerParts,
  signal: AbortSignal,
  onProblem: (problem: unknown) => void,
): Promise<void> {
  const isOver = () => signal.aborted;
  while (!isOver()) {
    await elect(signal, (lost) => whileElected({ changes, clock, timezone, every }, lost, onProblem)).catch(onProblem);
    await pause(every.lookMs, signal);
  }
}

const pause = (ms: number, until: AbortSignal) => sleep(ms, undefined, { signal: until }).catch(() => undefined);

async function whileElected(
  { changes, clock, timezone, every }: Required<Omit<SchedulerParts, "elect">>,
  lost: AbortSignal,
  onProblem: (problem: unknown) => void,
): Promise<void> {
  const isOver = () => lost.aborted;
  while (!isOver()) {
    // A day that begins meanwhile is looked at next.
    const [day, from] = [clock.today(timezone), Date.now()];
    await changes.applyDue().catch(onProblem);
    while (!isOver() && clock.today(timezone) === day && Date.now() - from < every.readMs)
      await pause(every.lookMs, lost);
  }
}
