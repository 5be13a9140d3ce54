import { z } from "zod";
import { changed, changeInShort, changeShape } from "./changed.ts";
import { day, member, reason, team, value, withdraw } from "./shapes.ts";
import { teamFunction } from "./teamFunction.ts";

/** Somebody joins. */
export const addTeamMember = teamFunction({
  name: "add_team_member",
  title: "Add a member",
  description:
    "Registers a new member of a team; my team where none is named. Someone who has been a member before is not added but comes back (rehire), and a team that nobody has been on yet takes `newTeam`.",
  input: z.strictObject({
    name: value(200),
    email: value(320).describe("Nobody else may have it."),
    team: team.optional(),
    newTeam: z.boolean().default(false).describe("Says that the team is a new one. Only where the user has said so."),
    title: value(200).nullable().optional(),
    manager: member.nullable().optional().describe("Who they report to: email address, id or full name."),
    timezone: value(100).nullable().optional().describe("An IANA time zone, such as Europe/Berlin."),
    skills: z.array(value(200)).max(100).optional(),
    effectiveOn: day
      .optional()
      .describe("The first day, as YYYY-MM-DD; a later day than today schedules it. Left out: today."),
    start: day.optional().describe("The same as effectiveOn."),
    withdraw: withdraw.optional(),
    reason: reason.optional(),
  }),
  output: changeShape,
  hints: { readOnly: false, destructive: false, idempotent: false },
  async run(context, { team: given, reason: why, ...rest }) {
    const name = given ?? (await context.myTeam());
    return changed(context, await context.changes.addMember({ ...rest, team: name }, context.order(why)));
  },
  inShort: changeInShort,
});
