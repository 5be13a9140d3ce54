import { addYears, type LocalDate } from "../kernel/time.ts";

/** Records are kept for seven years at least; a setting may make it more. */
export const leastYears = 7;

/**
 * The last day on which somebody is kept who left on `lastDay`: the same day of the calendar, years later. Who left on
 * 29 February is kept to 1 March where there is none: a day longer, and never a day less.
 */
export const retainedUntil = (lastDay: LocalDate, years = leastYears): LocalDate =>
  addYears(lastDay, Math.max(leastYears, years));

/** Whether it is past the last day of keeping. */
export const isOver = (until: LocalDate, today: LocalDate): boolean => today > until;

/** A former member as retention sees them. */
export type Leaver = { readonly memberId: string; readonly lastDay: LocalDate };

/** Until when somebody is kept, and whether that is over. */
export type Retention = { readonly until: LocalDate; readonly due: boolean };

export function retentionOf({ lastDay }: Leaver, today: LocalDate, years: number): Retention {
  const until = retainedUntil(lastDay, years);
  return { until, due: isOver(until, today) };
}
