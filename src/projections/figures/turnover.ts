import { reasonCodes } from "../../domain/member/messages.ts";
import { Daily } from "./daily.ts";
import type { DayRange, Presence } from "./facts.ts";
import type { FigureDefinition, FigureQuestion, FigureResult, FigureRow } from "./figure.ts";
import { ratio, presences } from "./figure.ts";
import { averageHeadcount } from "./headcount.ts";
import { counted, leaversIn, type Scope, staysIn } from "./scope.ts";
import { type StepName, stepsOf } from "./steps.ts";
import { summedRates } from "./summedRates.ts";

export type TurnoverMethod = "daily-mean" | "begin-end" | "gri-401";

const separations =
  "Separations ÷ headcount. Who was registered in error is no separation; transfers between teams are, for a team's figure alone.";
const shrm = 'SHRM, "How to Determine Turnover Rate"';

/**
 * Turnover: separations ÷ average headcount; over several steps the sum of their rates, as a year's is of its months'
 * (SHRM, "How to Determine Turnover Rate"). `gri-401` divides by the headcount at the end of the period, once for the
 * whole of it (GRI 401: Employment 2016, Disclosure 401-1, clause 2.1).
 */
export const turnover: FigureDefinition<TurnoverMethod> = {
  methods: {
    "daily-mean": {
      definition: `${separations} The headcount is the mean of the daily headcounts; the total is the sum of the steps' rates.`,
      source: `${shrm}: monthly rates, summed over a year`,
    },
    "begin-end": {
      definition: `${separations} The headcount is half the sum of those on the first and on the last day; the total is the sum of the steps' rates.`,
      source: `${shrm}: monthly rates, summed over a year`,
    },
    "gri-401": {
      definition: `${separations} The headcount is that of the last day; the total is over the whole period.`,
      source:
        "GRI 401: Employment 2016, Disclosure 401-1, clause 2.1: total employees at the end of the reporting period",
    },
  },
  unit: "share",
  needs: presences,
  compute: (facts, question) => turnoverOf(staysIn(facts, question.team), question),
};

/** The same of people's presences: for the whole organisation no more is needed. */
export function turnoverOf(
  presences: readonly Presence[],
  { range, step, method, team }: FigureQuestion<TurnoverMethod>,
): FigureResult {
  const daily = new Daily(presences, range);
  const rowsBy = (by: StepName): readonly FigureRow[] => {
    const steps = stepsOf(range, by);
    const leavers = leaversIn(presences, steps, team);
    return steps.map((part, index) => rowOf(part, leavers[index] ?? [], { daily, method, scope: team }));
  };
  const rows = rowsBy(step);
  const [whole] = method === "gri-401" ? rowsBy("whole") : [summedRates(rows)];
  return { rows, ...(whole && { total: whole }) };
}

type Counting = { readonly daily: Daily; readonly method: TurnoverMethod; readonly scope: Scope };

function rowOf(part: DayRange, leavers: readonly Presence[], { daily, method, scope }: Counting): FigureRow {
  const denominator = method === "gri-401" ? daily.on(part.to) : averageHeadcount(daily, part, method).value;
  const parts = counted(
    scope === null ? reasonCodes : [...reasonCodes, "transferred"],
    leavers.map(({ ends }) => ends),
  );
  const value = ratio(leavers.length, denominator);
  return { ...part, group: null, numerator: leavers.length, denominator, value, parts };
}
