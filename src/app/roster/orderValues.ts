import { z } from "zod";

// Postgres takes no NUL in a text.
const noNul = /^[^\0]*$/;

/** A text of so many characters at most; what it must look like otherwise is for the rules to say. */
export const text = (most: number) =>
  z.string().max(most).regex(noNul, { error: "must not have the character NUL in it" });

/** Members by email, id or unambiguous name; queues by id or name. */
export const memberReference = text(400).meta({ description: "A member: email address, id, or unambiguous name." });
export const queueReference = text(400).meta({ description: "A queue: id or name." });

export const day = z.iso.date({ error: "takes a day that exists, such as 2025-01-31" });
