import { reasonCodes } from "../../domain/member/messages.ts";
import type { DayRange, Presence } from "./facts.ts";
import { type FigureDefinition, type FigureRow, presences } from "./figure.ts";
import { counted, joinersIn, leaversIn, staysIn } from "./scope.ts";
import { stepsOf } from "./steps.ts";

const joining = ["hired", "rehired", "returned", "transferred"] as const;
const leaving = [...reasonCodes, "transferred"] as const;

const count = (part: DayRange, group: string, parts: Readonly<Record<string, number>>): FigureRow => {
  const numerator = Object.values(parts).reduce((sum, each) => sum + each, 0);
  return { ...part, group, numerator, denominator: null, value: numerator, parts };
};

const rowsOf = (part: DayRange, joiners: readonly Presence[], leavers: readonly Presence[]): readonly FigureRow[] => [
  count(
    part,
    "joiners",
    counted(
      joining,
      joiners.map(({ begins }) => begins),
    ),
  ),
  count(
    part,
    "leavers",
    counted(
      leaving,
      leavers.map(({ ends }) => ends),
    ),
  ),
];

/**
 * Who joined, by first day, and who left, by last day. With `h` for headcount and a range from `a` to `b`:
 * h(b + 1) = h(a) + joiners in (a, b + 1] − leavers in [a, b].
 * Source of what is counted: GRI 401: Employment 2016, Disclosure 401-1 (new employee hires and employee turnover).
 */
export const joinersLeavers: FigureDefinition<"by-day"> = {
  methods: {
    "by-day": {
      definition:
        "Joiners count on their first day: hired, rehired, or returned after days away. Leavers count on their last day, by reason code. Who was registered in error is neither, nor is who left before the first day. Transfers between teams count for a team alone.",
      source: "GRI 401: Employment 2016, Disclosure 401-1, for what is counted",
    },
  },
  unit: "people",
  needs: presences,
  compute(facts, { range, step, team }) {
    const steps = stepsOf(range, step);
    const stays = staysIn(facts, team);
    const [joiners, leavers] = [joinersIn(stays, steps, team), leaversIn(stays, steps, team)];
    return { rows: steps.flatMap((part, index) => rowsOf(part, joiners[index] ?? [], leavers[index] ?? [])) };
  },
};
