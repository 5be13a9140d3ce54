import { z } from "zod";
import { day, position, revision } from "./values.ts";
import { problems } from "./problems.ts";

/** The headers that every command takes. */
export const commandHeaders = z.looseObject({
  "idempotency-key": z
    .string()
    .optional()
    .meta({ description: "With the same key and body, the same answer: a request may be repeated safely." }),
  "if-match": z
    .string()
    .optional()
    .meta({ description: "The revision that was seen, in quotes; a newer one refuses the change." }),
});

/** What came of a command. `events` is empty where it was satisfied already, or is yet to come. */
export const commandAnswer = z
  .object({
    id: z.string(),
    revision: revision.nullable(),
    position,
    events: z.array(z.object({ eventId: z.string(), type: z.string(), effectiveOn: day })),
    scheduled: z
      .object({ changeId: z.string(), on: day })
      .optional()
      .meta({ description: "With 202: the change that waits for its day, at /v1/scheduled/{changeId}." }),
  })
  .meta({ id: "Done" });
export type CommandAnswer = z.infer<typeof commandAnswer>;

export const commandAnswers = { 200: commandAnswer, 201: commandAnswer, 202: commandAnswer, ...problems };
