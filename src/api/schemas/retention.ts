import { z } from "zod";
import { day as date, position } from "./values.ts";

const kept = z.object({
  memberId: z.string(),
  name: z.string(),
  team: z.string(),
  lastDay: date,
  until: date.meta({ description: "The last day on which they are kept." }),
});
const count = z.int().meta({ description: "How many others have left and are kept." });

const standing = {
  today: date,
  years: z.int().meta({ description: "For how many years who left is kept." }),
  held: z
    .array(kept.extend({ holds: z.array(z.string()).meta({ description: "The legal holds, by id." }) }))
    .meta({ description: "Whose retention is over, and whom legal holds keep." }),
  awaited: z.array(kept).meta({ description: "Whose retention is over, and about whom a change is to come." }),
  kept: count,
  next: date.nullable().meta({ description: "The last day of the next one." }),
};

export const retentionSchema = z
  .object({ ...standing, due: z.array(kept).meta({ description: "Whom a run seals." }) })
  .meta({ id: "Retention" });

export const retentionRunSchema = z
  .object({
    ...standing,
    dryRun: z.literal(false),
    position,
    sealed: z.array(kept.extend({ digest: z.string() })).meta({ description: "`digest` is the archive's SHA-256." }),
    finished: z
      .array(z.object({ memberId: z.string(), digest: z.string() }))
      .meta({ description: "What an earlier run had begun." }),
    skipped: z.array(kept.extend({ code: z.string(), sentence: z.string() })),
    problems: z
      .array(z.object({ memberId: z.string(), sentence: z.string() }))
      .meta({ description: "Of whom nothing was taken away: their archive is not as it was written." }),
  })
  .meta({ id: "RetentionRun" });
