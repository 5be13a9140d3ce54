import type { FigureRow } from "./figure.ts";

/**
 * The total of rates that are summed over their steps (SHRM, "How to Determine Turnover Rate": a year's rate is the sum
 * of its months'). It has no denominator of its own. A step with nobody in it adds nothing; where somebody left in a step
 * whose rate is none, so is the sum, for it would leave them out. Of no step at all there is no total.
 */
export function summedRates(rows: readonly FigureRow[]): FigureRow | undefined {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return undefined;
  const isCounted =
    rows.some(({ value }) => value !== null) && rows.every((row) => row.value !== null || row.numerator === 0);
  return {
    ...{ from: first.from, to: last.to, group: null, denominator: null },
    numerator: sum(rows.map(({ numerator }) => numerator)),
    value: isCounted ? sum(rows.map(({ value }) => value ?? 0)) : null,
    parts: Object.fromEntries(
      Object.keys(first.parts).map((name) => [name, sum(rows.map(({ parts }) => parts[name] ?? 0))]),
    ),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
