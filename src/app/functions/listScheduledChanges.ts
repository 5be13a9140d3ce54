import { z } from "zod";
import { counted } from "./answers.ts";
import { scheduledOf, scheduledShape, type ScheduledShape } from "./scheduledShapes.ts";
import { member, value } from "./shapes.ts";
import { reading, teamFunction } from "./teamFunction.ts";

/** What is to come. */
export const listScheduledChanges = teamFunction({
  name: "list_scheduled_changes",
  title: "What is to come",
  description:
    "Lists changes for later days, the next first: what is pending, and what was refused when its day came, with the reason. A change that failed waits until somebody moves or cancels it.",
  input: z.strictObject({
    state: z.enum(["pending", "failed"]).optional().describe("Left out: both."),
    member: member.optional(),
    team: value(400).optional().describe("The team's name, exactly as the roster has it. Left out: all in reach."),
    limit: z.int().min(1).max(200).default(50).describe("How many at most."),
  }),
  output: z.object({
    changes: z.array(scheduledShape),
    more: z.boolean().describe("Whether there are more than were asked for."),
  }),
  hints: reading,
  async run({ scheduled, queries }, { limit, ...asked }) {
    const { items, next } = await scheduled.list(asked, { limit });
    return { changes: [...(await scheduledOf(queries, items))], more: next !== null };
  },
  inShort: ({ changes, more }) =>
    changes.length === 0
      ? "Nothing is to come."
      : [
          `${counted(changes.length, "change")}${more ? ", and more" : ""}:`,
          ...changes.slice(0, 20).map(inALine),
          ...(changes.length > 20 ? [`and ${changes.length - 20} more.`] : []),
        ].join("\n"),
});

const inALine = ({ on, state, what, failure, changeId }: ScheduledShape): string =>
  `${on} ${state}: ${what}${failure ? `, refused: ${failure.sentence ?? failure.code} (${failure.code})` : ""} (change ${changeId})`;
