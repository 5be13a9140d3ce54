import { reject } from "./kernel/rejection.ts";
import type { LocalDate } from "./kernel/time.ts";

/** Refuses a date that has not come: a change is recorded once it holds. */
export function notInFuture(on: LocalDate, today: LocalDate): void {
  if (on > today)
    reject("date-in-future", `${on} is after today, ${today}: record the change once it holds, with that day's date.`, {
      on,
      today,
    });
}
