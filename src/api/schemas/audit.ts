import { z } from "zod";
import { instant, position } from "./values.ts";

/** A record of somebody's read of personal data. */
export const readSchema = z
  .object({
    position,
    recordedAt: instant,
    actor: z.object({ issuer: z.string(), subject: z.string() }),
    what: z.string().meta({ description: "The route, function or command that was used." }),
    asked: z
      .record(z.string(), z.string())
      .meta({ description: "With which parameters; `…` stands for a text that may give somebody away." }),
    memberIds: z.array(z.string()).meta({ description: "Whose data it was, a thousand at most." }),
    others: z.int().meta({ description: "Of how many more it was, or lines of a file." }),
    names: z
      .boolean()
      .nullable()
      .meta({ description: "Whether `memberIds` has the member who was asked for; null where none was." }),
  })
  .meta({ id: "RecordedRead" });
export type ReadAnswer = z.infer<typeof readSchema>;
