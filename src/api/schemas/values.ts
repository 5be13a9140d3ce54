import { z } from "zod";

import { day, memberReference, queueReference, text } from "../../app/roster/orderValues.ts";

export { day, memberReference, queueReference, text };

export const memberId = z
  .guid({ error: "takes a member's id, which is a UUID" })
  .toLowerCase()
  .meta({ description: "A member's id." });

export const instant = z.iso.datetime();
export const revision = z
  .string()
  .regex(/^\d+$/)
  .meta({ description: "How often it has changed; If-Match takes it in quotes." });
export const position = z
  .string()
  .regex(/^\d+$/)
  .meta({ description: "Where the log stands; Muster-Wait-For takes it." });

/** Why the change is made, for the history. */
export const reason = text(4000)
  .optional()
  .meta({ description: "Why the change is made; it is kept with the change." });
