import { z } from "zod";
import { coverageSchema } from "./queues.ts";
import { day } from "./values.ts";

const row = z.record(z.string(), z.unknown()).nullable();

/** What a dry run answers: nothing of it was recorded, and ids that it makes are not those that a real run would. */
export const rehearsedSchema = z
  .object({
    dryRun: z.literal(true),
    events: z.array(z.object({ type: z.string(), effectiveOn: day, data: z.record(z.string(), z.unknown()) })),
    rows: z.array(
      z.object({
        table: z.enum(["team_members", "queues", "team_queue_assignments", "team_member_history"]),
        before: row,
        after: row,
      }),
    ),
    coverage: z.array(coverageSchema).meta({ description: "Of the queues that it concerns, as it would be." }),
  })
  .meta({ id: "Rehearsed" });
export type Rehearsed = z.infer<typeof rehearsedSchema>;
