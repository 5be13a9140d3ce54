import { z } from "zod";
import { day, position, text } from "./values.ts";

/** What every list and read of the past is asked with. */
export const pointAsked = {
  asOf: day.optional().meta({ description: "As of this day; today unless given." }),
  knownAt: text(40).optional().meta({
    description:
      "As it was known at this instant, or at this position of the log; all that is known unless given. An answer's position, given here, answers the same again.",
    example: "2025-07-15T09:00:00Z",
  }),
};

export const pointSchema = z
  .object({
    asOf: day,
    knownAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: "The instant asked for, or that of the newest change known." }),
    position,
  })
  .meta({ id: "Point", description: "What the answer rests on, where a point was asked for." });

/** Adds to an answer on what it rests. */
export const told = { at: pointSchema.optional() };
