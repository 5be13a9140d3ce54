import { z } from "zod";
import { day, position, text } from "./values.ts";

/** What every list and read of the past is asked with. */
export const pointAsked = {
  asOf: day.optional().meta({
    description: "As of this day; today unless given. Of a day to come, what is scheduled for it is applied.",
  }),
  knownAt: text(40).optional().meta({
    description:
      "As it was known at this instant, or at this position of the log; all that is known unless given. An answer's position, given here, answers the same again.",
    example: "2025-07-15T09:00:00Z",
  }),
};

const refused = "Refused: this is known as it is now alone.";
export const noPoint = {
  asOf: day.optional().meta({ description: refused }),
  knownAt: text(40).optional().meta({ description: refused }),
};

export const pointSchema = z
  .object({
    asOf: day,
    knownAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: "The instant asked for, or that of the newest change known." }),
    position,
    scheduled: z
      .object({
        applied: z.int().meta({ description: "So many changes that are to come by the day are in the answer." }),
        refused: z
          .array(z.object({ changeId: z.string(), on: day, code: z.string(), message: z.string() }))
          .meta({ description: "Those that would be refused on their day, and so are not in it." }),
      })
      .optional()
      .meta({ description: "What was pending at the position and is due by the day, where there is any." }),
  })
  .meta({ id: "Point", description: "What the answer rests on, where a point was asked for." });

/** Adds to an answer on what it rests. */
export const told = { at: pointSchema.optional() };
