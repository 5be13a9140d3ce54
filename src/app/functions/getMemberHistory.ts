import { z } from "zod";
import { asOf, counted } from "./answers.ts";
import { day, member, point, source } from "./shapes.ts";
import { reading, teamFunction } from "./teamFunction.ts";

const entry = z.object({
  historyId: z.string(),
  changeType: z.string(),
  fieldName: z.string(),
  oldValue: z.string().nullable(),
  newValue: z.string().nullable(),
  effectiveOn: day.describe("The day from which it holds."),
  changedAt: z.string().describe("When it was recorded."),
  changedBy: z.string(),
  reason: z.string().nullable(),
  eventId: z.string(),
  position: z.string(),
});

/** What changed of a member. */
export const getMemberHistory = teamFunction({
  name: "get_member_history",
  title: "What changed of a member",
  description:
    "Lists what changed of a member, the newest first: each field with its old and new value, the day from which it holds, when, by whom and why it was recorded.",
  input: z.strictObject({
    member,
    limit: z.int().min(1).max(1000).default(100).describe("How many entries at most."),
    ...point,
  }),
  output: z.object({
    memberId: z.string(),
    total: z.number().describe("How many entries there are; `entries` holds the newest of them."),
    entries: z.array(entry),
    source,
  }),
  hints: reading,
  async run({ at }, { member: who, limit, ...asked }) {
    const { queries, source: from } = await at(asked);
    const all = await queries.history(who);
    const entries = all.slice(0, limit).map(({ memberId: _, position, ...each }) => ({
      ...each,
      position: String(position),
    }));
    return { memberId: all[0]?.memberId ?? "", total: all.length, entries, source: from };
  },
  inShort: ({ total, entries, source: from }) =>
    [
      `${counted(total, "change")}, the newest first:${asOf(from)}`,
      ...entries.slice(0, 10).map(inALine),
      ...(total > 10 ? [`and ${total - 10} more.`] : []),
    ].join("\n"),
});

const inALine = ({ effectiveOn, fieldName, oldValue, newValue, changedBy, reason }: z.output<typeof entry>): string =>
  `${effectiveOn} ${fieldName}: ${oldValue ?? "nothing"} → ${newValue ?? "nothing"}, by ${changedBy}${reason === null ? "" : ` (${reason})`}`;
