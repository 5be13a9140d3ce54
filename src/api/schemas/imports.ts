import { z } from "zod";
import { outcomes } from "../../app/csv/plan.ts";
import { largestCsv } from "../../app/csv/readCsv.ts";
import { reasonCodes } from "../../domain/member/messages.ts";
import { flag, wholeNumber } from "./lists.ts";
import { day, position, reason, text } from "./values.ts";

/** Texts in an address: the parameter is given once for each. */
const several = (most: number, description: string) =>
  z
    .union([text(most), z.array(text(most)).max(100)])
    .transform((given) => [given].flat())
    .optional()
    .meta({ description: `${description} Given once for each.` });

/** How a file of members is taken in. */
export const importQuery = z.strictObject({
  dryRun: flag("Tells what would come of each row, and does nothing."),
  complete: flag("The file has everyone of its teams: who is active there and not in it has left."),
  date: day
    .optional()
    .meta({ description: "When changes take effect that have no date of their own; today unless given." }),
  newTeam: several(800, "A team that the file may found."),
  acceptLeavers: several(800, "A team of which more may be deactivated than `maxLeavers`."),
  maxLeavers: wholeNumber(0, 100)
    .default(20)
    .meta({ description: "So many percent of a team may be deactivated without `acceptLeavers`." }),
  acceptUncovered: several(400, "A queue, by id or name, that may fall below its minimum."),
  reasonCode: z
    .enum(reasonCodes)
    .default("other")
    .meta({ description: "Why those leave of whom the file does not say." }),
  reason,
});

export const importBody = z.unknown().meta({
  type: "string",
  description: `A file of members: UTF-8, commas, a header; ${largestCsv.bytes / 1_000_000} MB at most.`,
});

const problem = z.object({
  row: z.number().int().nullable(),
  column: z.string().nullable(),
  code: z.string(),
  message: z.string(),
});

/** What came of each row, or would come of it. */
export const importAnswer = z
  .object({
    dryRun: z.boolean(),
    importId: z.string().meta({ description: "The correlation of its events." }),
    counts: z.object(Object.fromEntries(outcomes.map((each) => [each, z.number().int()] as const))),
    rows: z.array(
      z.object({
        row: z
          .number()
          .int()
          .nullable()
          .meta({ description: "The header is row 1; null is one who is not in the file." }),
        memberId: z.string().nullable(),
        team: z.string(),
        outcome: z.enum(outcomes),
        name: z.string().optional().meta({ description: "In a dry run alone, as are `email` and `changes`." }),
        email: z.string().optional(),
        changes: z.array(z.string()).optional(),
        problems: z.array(problem),
      }),
    ),
    losses: z.array(
      z.object({
        ...{ team: z.string(), active: z.number().int(), leaving: z.number().int() },
        ...{ percent: z.number().int(), tooMany: z.boolean() },
      }),
    ),
    needsAcknowledgement: z
      .array(z.string())
      .meta({ description: "Teams to name in `acceptLeavers` for the run itself." }),
    events: z.number().int(),
    position: position
      .nullable()
      .meta({ description: "Where the log stands with it; null where nothing was recorded." }),
  })
  .meta({ id: "Import" });
export type ImportAnswer = z.infer<typeof importAnswer>;
