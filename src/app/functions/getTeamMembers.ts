import { z } from "zod";
import { asksForPoint } from "../asOf.ts";
import { mayDo } from "../access/access.ts";
import { asOf, counted, fromFile, listed, memberFromFile, memberOf } from "./answers.ts";
import { type MemberShape, memberShape, point, source, team } from "./shapes.ts";
import { reading, teamFunction } from "./teamFunction.ts";
import { knownTeam } from "./knownTeam.ts";

const output = z.object({
  team: z.string(),
  count: z.number(),
  members: z.array(memberShape),
  queues: z.array(z.string()).describe("What they cover, by name."),
  source,
});

/** Who is on a team. */
export const getTeamMembers = teamFunction({
  name: "get_team_members",
  title: "Who is on a team",
  description:
    "Lists the members of a team with the queues that each of them covers. Without arguments it answers who is on my team. Never guess who is on a team: ask this.",
  input: z.strictObject({
    team: team.optional(),
    includeInactive: z.boolean().default(false).describe("Those who have left as well."),
    ...point,
  }),
  output,
  hints: reading,
  async run(context, { team: given, includeInactive, ...asked }) {
    const name = given ?? (await context.myTeam());
    const { queries, source: from } = await context.at(asked);
    const found = await queries.roster({ team: name, all: includeInactive });
    if (found.length === 0) await knownTeam(context, name);
    return answer(name, found.map(memberOf), from);
  },
  fromFile({ principal, roster, myTeam }, { team: given = myTeam, includeInactive, ...asked }) {
    // The file knows one team as it is now, and nobody who has left.
    if (given !== roster.team || includeInactive || asksForPoint(asked)) return undefined;
    if (!mayDo(principal, { kind: "read-roster", team: roster.team })) return undefined;
    const members = roster.members.map((member) => memberFromFile(principal, member, roster.team));
    return answer(roster.team, members, fromFile(roster));
  },
  inShort({ team: name, count, members, queues, source: from }) {
    const cover = queues.length === 0 ? "" : ` They cover ${counted(queues.length, "queue")}: ${listed(queues)}.`;
    const people = members.map((each) => (each.active ? each.name : `${each.name} (has left)`));
    const who = count === 0 ? "" : `: ${listed(people)}`;
    return `${name} has ${counted(count, "member")}${who}.${cover}${asOf(from)}`;
  },
});

function answer(name: string, members: MemberShape[], from: z.output<typeof source>): z.output<typeof output> {
  const queues = [...new Set(members.flatMap((member) => member.queues.map(({ queue }) => queue)))].sort();
  return { team: name, count: members.length, members, queues, source: from };
}
