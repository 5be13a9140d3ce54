import { reject } from "../../domain/kernel/rejection.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { DayRange } from "../../projections/figures/facts.ts";
import type { FigureQuestion } from "../../projections/figures/figure.ts";
import { type FigureName, methodsOf } from "../../projections/figures/figures.ts";
import { type StepName, stepsOf } from "../../projections/figures/steps.ts";
import type { Position } from "../ports/eventLog.ts";

/**
 * What is asked; what is left out has a default: the twelve months up to today, by month, the figure's first method, the
 * whole organisation, what is known by now.
 * @property upTo up to which position of the log it is to be told
 */
export type FigureAsked = {
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
  readonly step?: StepName | undefined;
  readonly method?: string | undefined;
  readonly team?: string | undefined;
  readonly upTo?: Position | undefined;
};

/** A year of days, and some more; a figure by day over centuries is nobody's question. */
const mostSteps = 1_500;
const mostYears = 100;

/** What is asked, with all that it leaves open. @throws {Rejection} `invalid-value` */
export function questionOf(
  name: FigureName,
  { asked, today }: { readonly asked: FigureAsked; readonly today: LocalDate },
): FigureQuestion {
  const { step = "month", team = null } = asked;
  const range = periodOf(asked, today);
  const method = methodOf(name, asked.method);
  if (stepsOf(range, step).length > mostSteps)
    reject("invalid-value", `Ask for ${mostSteps} steps at most: a shorter period, or longer steps.`, {
      field: "step",
    });
  return { range, step, method, team };
}

function methodOf(name: FigureName, asked: string | undefined): string {
  const methods = methodsOf(name);
  const method = asked ?? methods[0] ?? "";
  if (methods.includes(method)) return method;
  return reject("invalid-value", `Of ${name} the methods are ${methods.join(", ")}.`, { field: "method", methods });
}

function periodOf({ from, to }: FigureAsked, today: LocalDate): DayRange {
  const last = to ?? today;
  const first = from ?? elevenMonthsBefore(last);
  if (first > last) reject("invalid-value", `The period ends (${last}) before it begins (${first}).`, { field: "to" });
  if (Number(last.slice(0, 4)) - Number(first.slice(0, 4)) > mostYears)
    reject("invalid-value", `Ask for ${mostYears} years at most.`, { field: "from" });
  return { from: first, to: last };
}

/** The first day of the month that lies eleven months before the day's: with its own, twelve. */
const elevenMonthsBefore = (day: LocalDate): LocalDate =>
  new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 12, 1)).toISOString().slice(0, 10);
