import { z } from "zod";
import { assignmentTypes } from "../../domain/member/messages.ts";
import { figureNames } from "../../projections/figures/figures.ts";
import { units } from "../../projections/figures/figure.ts";
import { stepNames } from "../../projections/figures/steps.ts";
import { pointSchema } from "./points.ts";
import { instant, position } from "./values.ts";

const range = { from: z.iso.date(), to: z.iso.date() };

const row = z
  .object({
    ...range,
    group: z.string().nullable().meta({ description: "What the line is of, where a step has several." }),
    numerator: z.number(),
    denominator: z.number().nullable().meta({ description: "Null where nothing divides." }),
    value: z.number().nullable().meta({ description: "Null where there is nothing to divide by." }),
    parts: z.record(z.string(), z.number().nullable()),
  })
  .meta({ id: "FigureRow" });

const interval = z
  .object({
    ...{ queueId: z.string(), queue: z.string(), ...range },
    covering: z.int().meta({ description: "Trainees do not count." }),
    minimum: z.int(),
    state: z.enum(["covered", "under-minimum", "uncovered"]),
  })
  .meta({ id: "CoverageInterval" });

const assignment = z
  .object({
    ...{ queueId: z.string(), queue: z.string(), memberId: z.string() },
    ...{ assignmentType: z.enum(assignmentTypes), ...range },
  })
  .meta({ id: "AssignmentInterval" });

const point = z
  .object({ on: z.iso.date(), queueId: z.string(), queue: z.string(), memberId: z.string() })
  .meta({ id: "SinglePointOfFailure" });

const figure = z
  .object({
    figure: z.enum(figureNames),
    unit: z.enum(units).meta({ description: "What a value is; a share of 0.091 is 9.1 %." }),
    method: z.string(),
    definition: z.string(),
    source: z.string().meta({ description: "Whose definition it is." }),
    period: z.object(range),
    step: z.enum(stepNames),
    team: z.string().nullable().meta({ description: "Null is the whole organisation." }),
    position,
    at: pointSchema.optional(),
    scheduled: z
      .object({
        applied: z.int().meta({ description: "Scheduled changes that count as if they had come." }),
        refused: z
          .array(z.object({ changeId: z.string(), on: z.iso.date(), code: z.string() }))
          .meta({ description: "Those that would be refused on their day, and count for nothing." }),
      })
      .optional()
      .meta({ description: "Where changes are scheduled for the days of the period." }),
    rows: z.array(row),
    total: row.optional().meta({ description: "Over all steps, where that says something." }),
    intervals: z.array(interval).optional().meta({ description: "Of coverage: how each queue was covered." }),
    assignments: z.array(assignment).optional().meta({ description: "Of assignments: who covered what, and when." }),
    why: z.string().optional().meta({ description: "Why there is nothing to count." }),
    queues: z.array(point).optional().meta({ description: "Of single points of failure: which they are at the end." }),
  })
  .meta({ id: "Figure" });

const event = z
  .object({
    ...{ eventId: z.string(), position, type: z.string(), recordedAt: instant, effectiveOn: z.iso.date() },
    ...{ memberId: z.string().nullable(), queueId: z.string().nullable() },
  })
  .meta({ id: "RestatingEvent" });

/** A figure, and with `restated` what is known by now. */
export const figureSchema = figure.extend({
  restated: z
    .object({ now: figure, events: z.array(event).meta({ description: "Recorded since, and making the difference." }) })
    .optional(),
});
export type FigureJson = z.infer<typeof figure>;
