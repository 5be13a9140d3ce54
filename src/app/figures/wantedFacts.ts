import { addDays, type LocalDate } from "../../domain/kernel/time.ts";
import { type DayRange, type Facts, holdsOn, type Interval, type Stay } from "../../projections/figures/facts.ts";
import type { FigureQuestion } from "../../projections/figures/figure.ts";
import { type FigureName, figureOf } from "../../projections/figures/figures.ts";
import { presencesOf } from "../../projections/figures/presences.ts";
import { stepsOf } from "../../projections/figures/steps.ts";
import type { FactsWanted } from "../ports/figureSources.ts";

/** The facts that answer a question. Who leaves with the last day does so by a change of the next one. */
export function wantedBy(name: FigureName, question: FigureQuestion): FactsWanted {
  const { range, step, team } = question;
  const needs = figureOf(name).needs(question);
  const days = needs.lastDays && stepsOf(range, step).map(({ to }) => to);
  return { needs, range: needs.allDays ? undefined : range, team, until: addDays(range.to, 1), days };
}

/** @property queues those that a team's figure is about, by id; all of them where it is absent */
export type Wanted = FactsWanted & { readonly queues?: ReadonlySet<string> | undefined };

/** What of one stream's facts answers the question, and nothing else: what is the same here makes no difference there. */
export function asWanted(facts: Facts, { needs, range, team, days, queues }: Wanted): unknown {
  const isTheirs = ({ queueId }: { readonly queueId: string }) => queues?.has(queueId) ?? true;
  const own = <Of extends { readonly team: string }>(all: readonly Of[]) =>
    team === null ? all : all.filter((each) => each.team === team);
  const people = needs.people === "none" ? [] : own(facts.stays);
  const covers =
    needs.queues === "none" ? [] : needs.queues === "covers" ? own(facts.covers) : facts.covers.filter(isTheirs);
  const terms = needs.queues === "all" ? facts.terms.filter(isTheirs) : [];
  if (days)
    return { people: onDays(people, days, needs.lastDays), covers: onDays(covers, days), terms: onDays(terms, days) };
  const told =
    needs.people === "presences"
      ? presencesOf(people, team !== null).map(asPresence)
      : presencesOf(people, true).map(asReplaced);
  return { people: within(told, range), covers: within(covers, range), terms: within(terms, range) };
}

const asPresence = ({ memberId, from, to, begins, ends }: Stay) => ({ memberId, from, to, begins, ends });
/** What tells who was replaced. */
const asReplaced = (stay: Stay) => ({ ...asPresence(stay), team: stay.team });

const always = ["memberId", "queueId", "name", "minimum", "assignmentType"] as const;

/** What there is on each of the days; from when and until when does not matter, unless it is asked for. */
const onDays = (all: readonly Interval[], days: readonly LocalDate[], also: readonly string[] = []) =>
  days.map((day) =>
    all
      .filter((each) => holdsOn(each, day))
      .map((each) => [...always, ...also].map((name) => (each as Readonly<Record<string, unknown>>)[name])),
  );

/** An end after the days is none yet; what lies before them is as if it began with them. */
function within(facts: readonly Interval[], range: DayRange | undefined): readonly unknown[] {
  if (!range) return facts;
  return facts
    .filter(({ from, to }) => from <= range.to && (to === null || to >= range.from))
    .map((each) => ({
      ...each,
      ...(each.from < range.from && { from: range.from, begins: null }),
      ...((each.to === null || each.to > range.to) && { to: null, ends: null }),
    }));
}
