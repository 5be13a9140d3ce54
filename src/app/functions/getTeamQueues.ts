import { z } from "zod";
import { asksForPoint } from "../asOf.ts";
import { authorise, mayDo } from "../access/access.ts";
import type { PublicMember } from "../access/seenBy.ts";
import type { QueueCoverage } from "../ports/rosterQueries.ts";
import { asOf, counted, fromFile } from "./answers.ts";
import { knownTeam } from "./knownTeam.ts";
import { assignmentType, point, source, team } from "./shapes.ts";
import { reading, teamFunction } from "./teamFunction.ts";

const queueShape = z.object({
  queueId: z.string().optional(),
  queue: z.string(),
  minimum: z.number().optional().describe("How many besides trainees must cover it."),
  covered: z.boolean().optional().describe("Whether those who do, of all teams, are enough."),
  primary: z.number().optional(),
  backup: z.number().optional(),
  trainee: z.number().optional(),
  members: z
    .array(z.object({ memberId: z.string().optional(), name: z.string(), type: assignmentType.optional() }))
    .describe("Those of the team who cover it."),
});
type QueueShape = z.output<typeof queueShape>;

/** What a team covers. */
export const getTeamQueues = teamFunction({
  name: "get_team_queues",
  title: "Which queues a team covers",
  description:
    "Lists the open queues of a team: who of the team covers each and how, and whether that is enough. Without arguments it answers for my team.",
  input: z.strictObject({ team: team.optional(), ...point }),
  output: z.object({ team: z.string(), count: z.number(), queues: z.array(queueShape), source }),
  hints: reading,
  async run(context, { team: given, ...asked }) {
    const name = given ?? (await context.myTeam());
    authorise(context.principal, { kind: "read-roster", team: name });
    const { queries, source: from } = await context.at(asked);
    const members = await queries.roster({ team: name });
    if (members.length === 0) await knownTeam(context, name);
    const coverage = new Map((await queries.coverage()).map((each) => [each.queue, each]));
    const covered = new Set(members.flatMap((member) => member.queues.map(({ queue }) => queue)));
    // Of now it is the file's list, so that a queue that the team has covered and nobody covers now is seen.
    const listed = asksForPoint(asked)
      ? [...coverage.keys()].filter((queue) => covered.has(queue))
      : (await context.muster.exportTeam(name)).my_team.queues;
    const queues = listed.map((queue) => queueOf(queue, coverage.get(queue), members));
    return { team: name, count: queues.length, queues, source: from };
  },
  fromFile({ principal, roster, myTeam }, { team: given = myTeam, ...asked }) {
    if (asksForPoint(asked)) return undefined;
    if (given !== roster.team || !mayDo(principal, { kind: "read-roster", team: roster.team })) return undefined;
    const queues = roster.queues.map((queue): QueueShape => {
      const members = roster.members.filter((each) => each.queues.includes(queue)).map(({ name }) => ({ name }));
      return { queue, members };
    });
    return { team: roster.team, count: queues.length, queues, source: fromFile(roster) };
  },
  inShort: ({ team: name, count, queues, source: from }) =>
    [`${name} has ${counted(count, "open queue")}.${asOf(from)}`, ...queues.map(inALine)].join("\n"),
});

function queueOf(queue: string, coverage: QueueCoverage | undefined, members: readonly PublicMember[]): QueueShape {
  const { queueId, minimum, covered, primary, backup, trainee } = coverage ?? {};
  const those = members.flatMap(({ memberId, name, queues }) => {
    const held = queues.find((each) => each.queue === queue);
    return held ? [{ memberId, name, type: held.type }] : [];
  });
  return { queueId, queue, minimum, covered, primary, backup, trainee, members: those };
}

const inALine = ({ queue, members, covered, minimum = 0 }: QueueShape): string =>
  `${queue}: ${counted(members.length, "member")} of the team${covered === false ? `; NOT covered (minimum ${Math.max(1, minimum)})` : ""}`;
