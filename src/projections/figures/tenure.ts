import { addYears, daysBetween, type LocalDate } from "../../domain/kernel/time.ts";
import { holdsOn, type Stay } from "./facts.ts";
import { type FigureDefinition, type FigureRow, ratio, staysOnLastDays } from "./figure.ts";
import { staysIn } from "./scope.ts";
import { stepsOf } from "./steps.ts";

export type TenureMethod = "current-period" | "cumulative";

const days =
  "Days from the start to the day asked about, both counted (day − start + 1), over those active on it; mean, and median in `parts`.";
const source = "Length of service to date; U.S. Bureau of Labor Statistics, Employee Tenure, for the median";

/** Days of tenure on a day: of the current period of employment, or of all periods. Days away within a period count. */
export const tenureOn = (day: LocalDate, { startDate, servedBefore }: Stay, method: TenureMethod): number =>
  daysBetween(startDate, day) + 1 + (method === "cumulative" ? servedBefore : 0);

/**
 * Tenure on the last day of each step: (day − start + 1) in days over active members, mean and median.
 * Source for the median: U.S. Bureau of Labor Statistics, "Employee Tenure".
 */
export const tenure: FigureDefinition<TenureMethod> = {
  methods: {
    "current-period": { definition: `${days} The start is that of the current period of employment.`, source },
    cumulative: { definition: `${days} Former periods of employment are added for who was rehired.`, source },
  },
  unit: "days",
  needs: ({ method }) => staysOnLastDays("startDate", ...(method === "cumulative" ? (["servedBefore"] as const) : [])),
  compute(facts, { range, step, method, team }) {
    const stays = staysIn(facts, team);
    return {
      rows: stepsOf(range, step).map((part): FigureRow => {
        const tenures = stays.filter((stay) => holdsOn(stay, part.to)).map((stay) => tenureOn(part.to, stay, method));
        const numerator = tenures.reduce((sum, each) => sum + each, 0);
        const denominator = tenures.length;
        const parts = { median: median(tenures) };
        return { ...part, group: null, numerator, denominator, value: ratio(numerator, denominator), parts };
      }),
    };
  },
};

/** The middle value, or the mean of the two in the middle; none of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** Bands of tenure by whole years served, of which the first day of the next year is not one; each from its years on. */
const bands = [
  { years: 10, name: "10 years and more" },
  { years: 5, name: "5 to 10 years" },
  { years: 2, name: "2 to 5 years" },
  { years: 1, name: "1 to 2 years" },
] as const;
const least = "under 1 year";

/** In the order from the shortest. */
export const tenureBands: readonly string[] = [least, ...bands.map(({ name }) => name).reverse()];

/** The band of who has that start: a year is full on the same day of the next one (1 March for 29 February). */
export const tenureBand = (day: LocalDate, { startDate }: Stay): string =>
  bands.find(({ years }) => addYears(startDate, years) <= day)?.name ?? least;
