import { z } from "zod";

// Postgres takes no NUL in a text.
const noNul = /^[^\0]*$/;

/** A text of so many characters at most; what it must look like otherwise is for the rules to say. */
export const text = (most: number) =>
  z.string().max(most).regex(noNul, { error: "must not have the character NUL in it" });

export const memberId = z
  .guid({ error: "takes a member's id, which is a UUID" })
  .toLowerCase()
  .meta({ description: "A member's id." });

/** Members by email, id or unambiguous name; queues by id or name. */
export const memberReference = text(400).meta({ description: "A member: email address, id, or unambiguous name." });
export const queueReference = text(400).meta({ description: "A queue: id or name." });

export const day = z.iso.date({ error: "takes a day that exists, such as 2025-01-31" });
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
