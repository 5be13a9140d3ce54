/** One line of the benchmark's table. `baseline` is the peer's or the limit's own figure; `goal` bounds `judged`. */
export type Row = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline: number | null;
  readonly ratio: number | null;
  readonly goal: string | null;
  readonly ok: boolean;
};

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
};
export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** What was measured in one round, ours and the baseline's, one right after the other. */
export type Pair = { readonly ours: number; readonly baseline: number };

type Goal = { readonly least?: number; readonly most?: number };

const judged = (figure: number, { least, most }: Goal): Pick<Row, "goal" | "ok"> => ({
  goal: least === undefined ? (most === undefined ? null : `<= ${most}`) : `>= ${least}`,
  ok: figure >= (least ?? -Infinity) && figure <= (most ?? Infinity),
});

/** Our figure beside a baseline's: medians, and the median of the rounds' ratios, which is what the goal bounds. */
export function compared(
  name: string,
  unit: string,
  pairs: readonly Pair[],
  goal: Goal & { readonly inverse?: boolean } = {},
): Row {
  const ratio = median(pairs.map(({ ours, baseline }) => (goal.inverse ? baseline / ours : ours / baseline)));
  return {
    ...{ name, unit, value: median(pairs.map(({ ours }) => ours)), ratio },
    baseline: median(pairs.map(({ baseline }) => baseline)),
    ...judged(ratio, goal),
  };
}

/** A figure that stands alone, in its unit. */
export const alone = (name: string, unit: string, value: number, goal: Goal = {}): Row => ({
  ...{ name, unit, value, baseline: null, ratio: null },
  ...judged(value, goal),
});

export async function rounds(count: number, round: (index: number) => Promise<Pair>): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (let index = 0; index < count; index++) pairs.push(await round(index));
  return pairs;
}
