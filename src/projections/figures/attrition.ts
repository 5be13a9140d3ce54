import { reasonCodes } from "../../domain/member/messages.ts";
import { Daily } from "./daily.ts";
import type { DayRange, Stay } from "./facts.ts";
import { type FigureDefinition, type FigureRow, ownDefinition, presences, ratio } from "./figure.ts";
import { averageHeadcount } from "./headcount.ts";
import { isAttrition, separations } from "./reasons.ts";
import { replacementDays, replacedIn } from "./replaced.ts";
import { counted, leaversIn, staysIn } from "./scope.ts";
import { stepsOf } from "./steps.ts";
import { summedRates } from "./summedRates.ts";

export type AttritionMethod = "daily-mean" | "begin-end" | "unreplaced";

const attrited = "Voluntary leavers, retirements and deaths ÷ average headcount";
const codes = reasonCodes.filter((code) => separations[code].attrition);

/**
 * Attrition: voluntary leavers, retirements and deaths ÷ average headcount, summed over the steps as turnover is. There is
 * no common definition: this is Muster's own. `unreplaced` leaves out leavers who were replaced, as `replacedIn` has it.
 */
export const attrition: FigureDefinition<AttritionMethod> = {
  methods: {
    "daily-mean": { definition: `${attrited} (mean of the daily headcounts).`, source: ownDefinition },
    "begin-end": { definition: `${attrited} (half the sum of the first and the last day's).`, source: ownDefinition },
    unreplaced: {
      definition: `${attrited} (mean of the daily headcounts), without those who were replaced: somebody else was hired or rehired into the team that they left, from ${replacementDays.before} days before to ${replacementDays.after} days after their last day; one joiner replaces one leaver, the earliest the earliest.`,
      source: ownDefinition,
    },
  },
  unit: "share",
  // Who replaced whom goes back to the first who left.
  needs: ({ method }) => (method === "unreplaced" ? { people: "stays", queues: "none", allDays: true } : presences()),
  compute(facts, { range, step, method, team }) {
    const stays = staysIn(facts, team);
    const steps = stepsOf(range, step);
    const daily = new Daily(stays, range);
    const replaced = method === "unreplaced" ? replacedIn(facts.stays) : undefined;
    const leavers = leaversIn(
      stays.filter(({ ends }) => isAttrition(ends)),
      steps,
      team,
    );
    const counting = { daily, method: method === "unreplaced" ? "daily-mean" : method, replaced } as const;
    const rows = steps.map((part, index) => rowOf(part, leavers[index] ?? [], counting));
    const total = summedRates(rows);
    return { rows, ...(total && { total }) };
  },
};

type Counting = {
  readonly daily: Daily;
  readonly method: "daily-mean" | "begin-end";
  readonly replaced: ReadonlySet<Stay> | undefined;
};

function rowOf(part: DayRange, leavers: readonly Stay[], { daily, method, replaced }: Counting): FigureRow {
  const denominator = averageHeadcount(daily, part, method).value;
  const counting = leavers.filter((leaver) => !replaced?.has(leaver));
  const reasons = counted(
    codes,
    counting.map(({ ends }) => ends),
  );
  const parts = { ...reasons, ...(replaced && { replaced: leavers.length - counting.length }) };
  const value = ratio(counting.length, denominator);
  return { ...part, group: null, numerator: counting.length, denominator, value, parts };
}
