import { reject, type RejectionDetails } from "./kernel/rejection.ts";
import type { LocalDate } from "./kernel/time.ts";

/** A change that a decision builds upon: what it was, from which date it holds, and its ids for programs. */
export type Earlier = { readonly what: string; readonly on: LocalDate; readonly about: RejectionDetails };

/** Refuses a date that has not come: a change is recorded once it holds. */
export function notInFuture(on: LocalDate, today: LocalDate): void {
  if (on > today)
    reject("date-in-future", `${on} is after today, ${today}: record the change once it holds, with that day's date.`, {
      on,
      today,
    });
}

/**
 * Refuses a date before the newest change of anything that the decision concerns: it was judged by the present
 * state, and that is the state on the date only where nothing changed since.
 */
export function inDateOrder(on: LocalDate, concerned: readonly Earlier[]): void {
  const later = concerned.filter((change) => change.on > on).sort((a, b) => (a.on < b.on ? 1 : -1));
  const newest = later[0];
  if (newest === undefined) return;
  const named = later.slice(0, 3).map(({ what, on: date }) => `${what} (${date})`);
  const more = later.length > named.length ? ` and ${later.length - named.length} more` : "";
  reject(
    "conflicts-with-later-change",
    `${on} is before what is already recorded: ${named.join(", ")}${more}. ` +
      `Changes are recorded in date order: use ${newest.on} or a later date.`,
    { on, earliest: newest.on, changes: later.map((change) => ({ ...change.about, on: change.on })) },
  );
}
