import { addDays, type LocalDate } from "../../domain/kernel/time.ts";
import type { Interval } from "./facts.ts";

type Dated = { readonly effectiveOn: LocalDate };

/** What a fold came to with all that takes effect on a date, from that date on. */
export type Dawn<State> = { readonly on: LocalDate; readonly state: State };

/**
 * Folds events that are in the order of their dates; one state for each date on which something takes effect.
 * What takes effect on one date takes effect at once: nobody is counted for the moments between.
 */
export function statesByDate<Event extends Dated, State>(
  events: readonly Event[],
  fold: (state: State | undefined, event: Event) => State | undefined,
): readonly Dawn<State | undefined>[] {
  const dawns: Dawn<State | undefined>[] = [];
  let state: State | undefined;
  for (const event of events) {
    state = fold(state, event);
    if (dawns.at(-1)?.on === event.effectiveOn) dawns.pop();
    dawns.push({ on: event.effectiveOn, state });
  }
  return dawns;
}

/** What holds from a date to the day before the next one. */
export const intervalsOf = <State>(dawns: readonly Dawn<State>[]): readonly (Interval & { readonly state: State })[] =>
  dawns.map(({ on, state }, index) => {
    const next = dawns[index + 1];
    return { from: on, to: next ? addDays(next.on, -1) : null, state };
  });

/** Whether one interval begins on the day after the other's last. */
export const follows = (before: Interval | undefined, after: Interval): boolean =>
  before !== undefined && before.to !== null && addDays(before.to, 1) === after.from;
