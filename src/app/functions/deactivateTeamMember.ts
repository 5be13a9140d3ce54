import { z } from "zod";
import { reasonCodes } from "../../domain/member/messages.ts";
import { changed, changeInShort, changeShape } from "./changed.ts";
import { acceptUncovered, day, member, reason, value, withdraw } from "./shapes.ts";
import { teamFunction } from "./teamFunction.ts";

/** A member leaves. */
export const deactivateTeamMember = teamFunction({
  name: "deactivate_team_member",
  title: "Record that a member has left",
  description:
    "Records that a member has left the organisation; what they cover ends with it, and nothing is deleted. For a move to another team use update_team_member. Where they lead people, say who takes these over.",
  input: z.strictObject({
    member,
    reasonCode: z.enum(reasonCodes),
    lastDay: day
      .optional()
      .describe(
        "The last day with them, as YYYY-MM-DD; today or a later day schedules the departure. Left out: yesterday.",
      ),
    note: value(2000).nullable().optional(),
    reportsTo: member.optional().describe("Who their reports report to from then on."),
    acceptUncovered: acceptUncovered.optional(),
    withdraw: withdraw.optional(),
    reason: reason.optional(),
  }),
  output: changeShape,
  hints: { readOnly: false, destructive: true, idempotent: true },
  async run(context, { member: who, reason: why, ...departure }) {
    return changed(context, await context.changes.deactivateMember(who, departure, context.order(why)));
  },
  inShort: changeInShort,
});
