import { assignments } from "./assignments.ts";
import { attrition } from "./attrition.ts";
import { churn } from "./churn.ts";
import { composition } from "./composition.ts";
import { coverage } from "./coverage.ts";
import type { FigureDefinition } from "./figure.ts";
import { headcount } from "./headcount.ts";
import { joinersLeavers } from "./joinersLeavers.ts";
import { singlePointsOfFailure } from "./singlePoints.ts";
import { spanOfControl } from "./spanOfControl.ts";
import { tenure } from "./tenure.ts";
import { turnover } from "./turnover.ts";
import { workload } from "./workload.ts";

export const figureNames = [
  "headcount",
  "composition",
  "joiners-leavers",
  "turnover",
  "attrition",
  "tenure",
  "span-of-control",
  "coverage",
  "assignments",
  "churn",
  "single-points-of-failure",
  "workload",
] as const;
export type FigureName = (typeof figureNames)[number];

/** Every figure by its name; docs/figures.md says the same in words. */
export const figures = {
  headcount,
  composition,
  "joiners-leavers": joinersLeavers,
  turnover,
  attrition,
  tenure,
  "span-of-control": spanOfControl,
  coverage,
  assignments,
  churn,
  "single-points-of-failure": singlePointsOfFailure,
  workload,
} as const satisfies { readonly [F in FigureName]: FigureDefinition<never> };

/** The figure of a name, whatever its methods are: one that it does not have is not to be asked for. */
export const figureOf = (name: FigureName): FigureDefinition =>
  // Each checks nothing of its method but by name, and is asked by `methodsOf` alone.
  figures[name] as unknown as FigureDefinition;

/** The first one is the default. */
export const methodsOf = (name: FigureName): readonly string[] => Object.keys(figures[name].methods);
