import { z } from "zod";
import { changed, changeInShort, changeShape } from "./changed.ts";
import { dated, member, reason, value, withdraw } from "./shapes.ts";
import { teamFunction } from "./teamFunction.ts";

/** A member's name, email, team, manager or details change. */
export const updateTeamMember = teamFunction({
  name: "update_team_member",
  title: "Change a member",
  description:
    "Changes a member's name, email, team, title, manager, time zone or skills, all in one change. What is left out stays; null takes away a title, a manager or a time zone.",
  input: z.strictObject({
    member,
    name: value(200).optional(),
    email: value(320).optional(),
    team: value(200).optional().describe("The team that they move to, exactly as the roster has it."),
    newTeam: z.boolean().optional().describe("Says that the team is a new one. Only where the user has said so."),
    title: value(200).nullable().optional(),
    manager: member.nullable().optional().describe("Who they report to from then on; null for nobody."),
    timezone: value(100).nullable().optional(),
    skills: z.array(value(200)).max(100).optional().describe("In place of those before."),
    ...{ ...dated, withdraw: withdraw.optional() },
    reason: reason.optional(),
  }),
  output: changeShape,
  hints: { readOnly: false, destructive: false, idempotent: true },
  async run(context, { member: who, reason: why, ...update }) {
    return changed(context, await context.changes.updateMember(who, update, context.order(why)));
  },
  inShort: changeInShort,
});
