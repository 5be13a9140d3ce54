import { daysBetween, type LocalDate } from "../../domain/kernel/time.ts";
import type { DayRange, Interval } from "./facts.ts";

/** How many intervals hold on each day of a range. */
export class Daily {
  readonly #range: DayRange;
  /** Of the days before each day, the sum: the last one is that of all. */
  readonly #sums: Float64Array;
  readonly #index = new Map<LocalDate, number>();

  constructor(intervals: readonly Interval[], range: DayRange) {
    this.#range = range;
    const days = daysBetween(range.from, range.to) + 1;
    const changes = new Int32Array(days + 1);
    for (const { from, to } of intervals) {
      if (from > range.to || (to !== null && to < range.from)) continue;
      const first = from <= range.from ? 0 : this.#indexOf(from);
      changes[first] = (changes[first] ?? 0) + 1;
      if (to === null || to >= range.to) continue;
      const after = this.#indexOf(to) + 1;
      changes[after] = (changes[after] ?? 0) - 1;
    }
    this.#sums = new Float64Array(days + 1);
    for (let day = 0, count = 0, sum = 0; day < days; day++) {
      count += changes[day] ?? 0;
      sum += count;
      this.#sums[day + 1] = sum;
    }
  }

  on(day: LocalDate): number {
    return this.total({ from: day, to: day });
  }

  /** The sum over the days of a part of the range: person-days, where the intervals are people's. */
  total({ from, to }: DayRange): number {
    return (this.#sums[this.#indexOf(to) + 1] ?? 0) - (this.#sums[this.#indexOf(from)] ?? 0);
  }

  mean(part: DayRange): number {
    return this.total(part) / (daysBetween(part.from, part.to) + 1);
  }

  // Few dates occur often, and to reckon one takes longer than to look it up.
  #indexOf(day: LocalDate): number {
    const known = this.#index.get(day);
    if (known !== undefined) return known;
    const index = daysBetween(this.#range.from, day);
    this.#index.set(day, index);
    return index;
  }
}
