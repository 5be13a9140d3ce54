import { z } from "zod";
import { listed } from "../../app/roster/orderSchemas.ts";
import { day, reason, text } from "./values.ts";

const asOf = day.optional().meta({
  description: "The day that is told of; commands that name no day of their own are for it. Today unless given.",
});

/** Several changes as one. */
export const listBody = z.strictObject({
  commands: listed,
  dryRun: z.boolean().default(false).meta({ description: "Only tells what would come of it." }),
  asOf: asOf.meta({ description: "Of a dry run: the day that is told of, and of commands that name none." }),
  plan: text(4000)
    .optional()
    .meta({ description: "What a dry run answered: records just that, or refuses where something has changed since." }),
  reason,
});

/** What would come of several changes. */
export const whatIfBody = z.strictObject({ commands: listed, asOf, reason });
