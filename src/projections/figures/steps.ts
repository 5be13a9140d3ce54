import { addDays, type LocalDate } from "../../domain/kernel/time.ts";
import type { DayRange } from "./facts.ts";

/** How a range is parted: by the calendar, weeks from Monday (ISO 8601); `whole` leaves it in one piece. */
export const stepNames = ["day", "week", "month", "quarter", "year", "whole"] as const;
export type StepName = (typeof stepNames)[number];

/** The steps of a range, in order and without a gap. The first and the last may be cut short by the range. */
export function stepsOf({ from, to }: DayRange, step: StepName): readonly DayRange[] {
  const steps: DayRange[] = [];
  for (let first = from; first <= to;) {
    const last = step === "whole" ? to : addDays(nextOf(first, step), -1);
    steps.push({ from: first, to: last < to ? last : to });
    first = addDays(last, 1);
  }
  return steps;
}

/** The first day of the next step. */
function nextOf(day: LocalDate, step: Exclude<StepName, "whole">): LocalDate {
  switch (step) {
    case "day":
      return addDays(day, 1);
    case "week":
      return addDays(day, 7 - weekday(day));
    case "month":
      return afterMonths(day, 1);
    case "quarter":
      return afterMonths(day, 3 - ((monthOf(day) - 1) % 3));
    case "year":
      return afterMonths(day, 13 - monthOf(day));
  }
}

/** 0 is Monday. */
const weekday = (day: LocalDate): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
const monthOf = (day: LocalDate): number => Number(day.slice(5, 7));

/** The first day of the month so many months on. */
const afterMonths = (day: LocalDate, months: number): LocalDate =>
  new Date(Date.UTC(Number(day.slice(0, 4)), monthOf(day) - 1 + months, 1)).toISOString().slice(0, 10);

/** In which of the steps a day lies; -1 is in none. The steps are in order and have no gap. */
export function stepIndexOf(steps: readonly DayRange[], day: LocalDate): number {
  let [low, high] = [0, steps.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const step = steps[middle];
    if (!step) return -1;
    if (day < step.from) high = middle - 1;
    else if (day > step.to) low = middle + 1;
    else return middle;
  }
  return -1;
}
