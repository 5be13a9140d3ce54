import { z } from "zod";
import { authorise } from "../access/access.ts";
import { refusePoint } from "../asOf.ts";
import { counted, listed } from "./answers.ts";
import { teamsInReach } from "./knownTeam.ts";
import { noPoint, value } from "./shapes.ts";
import { type FunctionContext, reading, teamFunction } from "./teamFunction.ts";

const exported = z.object({
  team_source: z.literal("database"),
  my_team: z.object({
    team: z.string(),
    members: z.array(z.object({ name: z.string(), email: z.string(), queues: z.array(z.string()) })),
    queues: z.array(z.string()),
    query: z.object({ command: z.string(), sql: z.string() }),
    sync: z.object({
      position: z.string(),
      recordedAt: z.string(),
      generatedAt: z.string(),
      log: z.string(),
      sha256: z.string(),
    }),
  }),
});

/** Teams as their preferences files have them. */
export const exportTeamsToJson = teamFunction({
  name: "export_teams_to_json",
  title: "Export teams as JSON",
  description:
    "Gives teams as their preferences files have them: members with email addresses and queues, how to ask for them anew, and a hash. Without arguments it exports my team. It writes no file.",
  input: z.strictObject({
    teams: z.array(value()).min(1).max(100).optional().describe("The teams' names. Left out: my team."),
    all: z.boolean().default(false).describe("Every team that the caller may see."),
    ...noPoint,
  }),
  output: z.object({ count: z.number(), teams: z.array(exported) }),
  hints: reading,
  async run(context, given) {
    refusePoint(given, "Preferences files");
    const teams: z.output<typeof exported>[] = [];
    for (const team of await namesOf(context, given)) {
      authorise(context.principal, { kind: "export", team });
      const { team_source, my_team } = await context.muster.exportTeam(team);
      const members = my_team.members.map((each) => ({ ...each, queues: [...each.queues] }));
      teams.push({ team_source, my_team: { ...my_team, members, queues: [...my_team.queues] } });
    }
    return { count: teams.length, teams };
  },
  inShort: ({ count, teams }) =>
    `${counted(count, "team")}: ${listed(teams.map(({ my_team: { team, members } }) => `${team} (${counted(members.length, "member")})`))}.`,
});

async function namesOf(
  context: FunctionContext,
  { teams, all }: { readonly teams?: readonly string[] | undefined; readonly all: boolean },
): Promise<readonly string[]> {
  if (all) return teamsInReach(context);
  return teams === undefined ? [await context.myTeam()] : [...new Set(teams)];
}
