import { reject } from "../../domain/kernel/rejection.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { FigureResult, Unit } from "../../projections/figures/figure.ts";
import { type FigureName, figureOf, methodsOf } from "../../projections/figures/figures.ts";
import type { DayRange } from "../../projections/figures/facts.ts";
import { type StepName, stepsOf } from "../../projections/figures/steps.ts";
import type { Position } from "../ports/eventLog.ts";
import type { FigureSources } from "../ports/figureSources.ts";

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

/** A figure with all that one must know to read it. */
export type FigureAnswer = FigureResult & {
  readonly figure: FigureName;
  readonly unit: Unit;
  readonly method: string;
  readonly definition: string;
  readonly source: string;
  readonly period: DayRange;
  readonly step: StepName;
  readonly team: string | null;
  readonly position: Position;
};

/** A year of days, and some more; a figure by day over centuries is nobody's question. */
const mostSteps = 1_500;
const mostYears = 100;

/** The figure of a name, as it is asked. @throws {Rejection} `invalid-value` */
export async function answerFigure(
  sources: FigureSources,
  name: FigureName,
  { asked, today }: { readonly asked: FigureAsked; readonly today: LocalDate },
): Promise<FigureAnswer> {
  const { step = "month", team = null, upTo } = asked;
  const period = periodOf(asked, today);
  const method = methodOf(name, asked.method);
  const { compute, methods, needs, unit } = figureOf(name);
  if (stepsOf(period, step).length > mostSteps)
    reject("invalid-value", `Ask for ${mostSteps} steps at most: a shorter period, or longer steps.`, {
      field: "step",
    });
  const question = { range: period, step, method, team };
  const wanted = needs(question);
  const range = wanted.allDays ? undefined : period;
  const { facts, position } = await sources.facts({ needs: wanted, range, team }, upTo);
  const { definition = "", source = "" } = methods[method] ?? {};
  const what = { figure: name, unit, method, definition, source };
  return { ...what, period, step, team, position, ...compute(facts, question) };
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
