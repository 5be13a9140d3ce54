import { Daily } from "./daily.ts";
import { type FigureDefinition, type MethodNote, ratio, presences } from "./figure.ts";
import { staysIn } from "./scope.ts";
import { stepsOf } from "./steps.ts";
import type { DayRange } from "./facts.ts";
import { daysBetween } from "../../domain/kernel/time.ts";

const onADay = "Active on a day is who started on it or before and has not left before it: start ≤ day ≤ last day.";

export const dailyMean: MethodNote = {
  definition: `${onADay} The average is the mean of the daily headcounts.`,
  source: "Mean of daily counts, of which an average of monthly counts (SHRM) is the coarser form",
};
export const beginEnd: MethodNote = {
  definition: `${onADay} The average is half the sum of the headcounts on the first and on the last day.`,
  source: 'SHRM, "How to Determine Turnover Rate": the average of the beginning and the ending headcount',
};

/** An average headcount as what it is divided of. */
export type Average = { readonly numerator: number; readonly denominator: number; readonly value: number };

/**
 * The average headcount over a part of the counted range: mean of the daily headcounts, or (begin + end) / 2.
 * Source of the latter: SHRM, "How to Determine Turnover Rate".
 */
export function averageHeadcount(daily: Daily, part: DayRange, method: "daily-mean" | "begin-end"): Average {
  const [numerator, denominator] =
    method === "begin-end"
      ? [daily.on(part.from) + daily.on(part.to), 2]
      : [daily.total(part), daysBetween(part.from, part.to) + 1];
  return { numerator, denominator, value: numerator / denominator };
}

/**
 * Headcount: of each step its average, and how many there are on its first and its last day.
 * Source of `begin-end`: SHRM, "How to Determine Turnover Rate".
 */
export const headcount: FigureDefinition<"daily-mean" | "begin-end"> = {
  methods: { "daily-mean": dailyMean, "begin-end": beginEnd },
  unit: "people",
  needs: presences,
  compute(facts, { range, step, method, team }) {
    const daily = new Daily(staysIn(facts, team), range);
    const rowOf = (part: DayRange) => {
      const { numerator, denominator } = averageHeadcount(daily, part, method);
      const parts = { begin: daily.on(part.from), end: daily.on(part.to) };
      return { ...part, group: null, numerator, denominator, value: ratio(numerator, denominator), parts };
    };
    return { rows: stepsOf(range, step).map(rowOf), total: rowOf(range) };
  },
};
