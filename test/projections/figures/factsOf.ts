import { type Facts, noFacts } from "../../../src/projections/figures/facts.ts";
import type { FigureQuestion, FigureResult } from "../../../src/projections/figures/figure.ts";
import { type FigureName, figureOf, methodsOf } from "../../../src/projections/figures/figures.ts";
import { streamFacts } from "../../../src/projections/figures/streamFacts.ts";
import { type Dated, recorded } from "../given.ts";

/** What a log of these events comes to. */
export function factsOf(...dated: readonly Dated[]): Facts {
  const streams = [...Map.groupBy(recorded(dated), ({ stream }) => stream).values()].map(streamFacts);
  return streams.reduce<Facts>(
    (all, { stays, covers, terms }) => ({
      stays: [...all.stays, ...stays],
      covers: [...all.covers, ...covers],
      terms: [...all.terms, ...terms],
    }),
    noFacts,
  );
}

/** A figure of some days, whole and of the organisation unless the question says otherwise. */
export function figure(
  name: FigureName,
  facts: Facts,
  [from, to]: readonly [string, string],
  asked: Partial<FigureQuestion> = {},
): FigureResult {
  const [method = ""] = methodsOf(name);
  return figureOf(name).compute(facts, { range: { from, to }, step: "whole", method, team: null, ...asked });
}

/** The one row of a figure that is asked of the whole range. */
export const only = ({ rows }: FigureResult) => {
  const [row, ...others] = rows;
  if (!row || others.length > 0) throw new Error(`There are ${rows.length} rows.`);
  return row;
};
