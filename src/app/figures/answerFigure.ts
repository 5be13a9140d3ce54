import type { LocalDate } from "../../domain/kernel/time.ts";
import type { DayRange } from "../../projections/figures/facts.ts";
import type { FigureQuestion, FigureResult, Unit } from "../../projections/figures/figure.ts";
import { type FigureName, figureOf } from "../../projections/figures/figures.ts";
import type { StepName } from "../../projections/figures/steps.ts";
import type { Position } from "../ports/eventLog.ts";
import type { FactsWanted, FigureSources } from "../ports/figureSources.ts";
import { type FigureAsked, questionOf } from "./figureAsked.ts";

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

/** What is asked, and what day it is. */
export type Asking = { readonly asked: FigureAsked; readonly today: LocalDate };

/** The figure of a name, as it is asked. @throws {Rejection} `invalid-value` */
export async function answerFigure(sources: FigureSources, name: FigureName, asking: Asking): Promise<FigureAnswer> {
  const question = questionOf(name, asking);
  const { range: period, step, method, team } = question;
  const { compute, methods, unit } = figureOf(name);
  const { facts, position } = await sources.facts(wantedBy(name, question), asking.asked.upTo);
  const { definition = "", source = "" } = methods[method] ?? {};
  const what = { figure: name, unit, method, definition, source };
  return { ...what, period, step, team, position, ...compute(facts, question) };
}

/** The facts that answer a question. */
export function wantedBy(name: FigureName, question: FigureQuestion): FactsWanted {
  const needs = figureOf(name).needs(question);
  return { needs, range: needs.allDays ? undefined : question.range, team: question.team };
}
