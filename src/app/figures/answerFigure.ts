import type { LocalDate } from "../../domain/kernel/time.ts";
import type { DayRange, Facts } from "../../projections/figures/facts.ts";
import type { FigureResult, Unit } from "../../projections/figures/figure.ts";
import { type FigureName, figureOf } from "../../projections/figures/figures.ts";
import type { StepName } from "../../projections/figures/steps.ts";
import type { PointTold } from "../asOf.ts";
import type { Position } from "../ports/eventLog.ts";
import type { FigureSources, ScheduledIn } from "../ports/figureSources.ts";
import { type FigureAsked, questionOf } from "./figureAsked.ts";
import { wantedBy } from "./wantedFacts.ts";

/**
 * A figure with all that one must know to read it.
 * @property scheduled what of it is to come; absent where nothing is scheduled for its days
 * @property why there is nothing to count
 * @property at the point that was asked for
 */
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
  readonly scheduled?: ScheduledIn;
  readonly at?: FigurePoint;
  readonly why?: string;
};

/** The point that an answer rests on; what is scheduled is told of the period. */
export type FigurePoint = Omit<PointTold, "scheduled">;

/** What is asked, what day it is, and which point that is of. */
export type Asking = { readonly asked: FigureAsked; readonly today: LocalDate; readonly at?: FigurePoint | undefined };

/** The figure of a name, as it is asked. @throws {Rejection} `invalid-value` */
export const answerFigure = async (sources: FigureSources, name: FigureName, asking: Asking): Promise<FigureAnswer> =>
  (await figureWithFacts(sources, name, asking)).answer;

/** The same with what it was computed from. */
export async function figureWithFacts(
  sources: FigureSources,
  name: FigureName,
  asking: Asking,
): Promise<{ readonly answer: FigureAnswer; readonly facts: Facts }> {
  const question = questionOf(name, asking);
  const { range: period, step, method, team } = question;
  const { compute, methods, unit } = figureOf(name);
  const { facts, position, scheduled, why } = await sources.facts(wantedBy(name, question), asking.asked.upTo);
  const { definition = "", source = "" } = methods[method] ?? {};
  const isTold = scheduled !== undefined && scheduled.applied + scheduled.refused.length > 0;
  const answer = {
    ...{ figure: name, unit, method, definition, source, period, step, team, position },
    ...(isTold && { scheduled }),
    ...(asking.at && { at: asking.at }),
    ...(why === undefined ? compute(facts, question) : { rows: [], why }),
  };
  return { answer, facts };
}
