import type { Command } from "commander";
import type { TeamFunctions } from "../../app/serving.ts";
import { count, examples } from "../options.ts";
import type { Answer, Session } from "../session.ts";
import { fileNotice, teamQueueTable, teamTable, workload } from "../views/team.ts";

type WorkloadOptions = {
  readonly team?: string;
  readonly member?: string;
  readonly all?: boolean;
  readonly limit?: number;
};

/** What concerns one team: the one that is named, or the one of the file that the home keeps. */
export function addTeamCommands(program: Command, session: Session): void {
  const team = program.command("team").description("show one team: yours, unless another is named");
  const members = team
    .command("members [team]")
    .description("show who is on the team and what they cover")
    .option("--all", "those who have left as well")
    .action(
      session.answering(async (name: string | undefined, { all: includeInactive }: { readonly all?: boolean }) => {
        const answer = await (await functions(session)).getTeamMembers({ team: name, includeInactive });
        return { json: answer, text: teamTable(answer, session.colour), problem: fileNotice(answer.source) };
      }),
    );
  examples(members, "team members", "team members platform --all");

  const queues = team
    .command("queues [team]")
    .description("show the team's queues: who of the team covers each, and whether that is enough")
    .action(
      session.answering(async (name: string | undefined) => {
        const answer = await (await functions(session)).getTeamQueues({ team: name });
        return { json: answer, text: teamQueueTable(answer, session.colour), problem: fileNotice(answer.source) };
      }),
    );
  examples(queues, "team queues", "team queues platform --json");
  addWorkload(program, session);
}

function addWorkload(program: Command, session: Session): void {
  const command = program
    .command("workload")
    .description("show the service desk's tickets of a team or a member: how many are open, and the oldest of them")
    .option("--team <team>", "whose (default: the team of the file that is kept)")
    .option("--member <member>", "of one member instead")
    .option("--all", "list closed tickets as well")
    .option("--limit <number>", "list so many at most (default: 50)", count)
    .action(session.answering((options: WorkloadOptions) => workloadOf(session, options)));
  examples(command, "workload", "workload --member ada@example.com --all", "workload --team platform --json");
}

async function workloadOf(session: Session, { all: includeClosed, ...asked }: WorkloadOptions): Promise<Answer> {
  const answer = await (await functions(session)).getMemberWorkload({ ...asked, includeClosed });
  return { json: answer, text: workload(answer, session.colour) };
}

/** Loaded when they are called: most commands do without. */
async function functions(session: Session): Promise<TeamFunctions> {
  const { functionsFor } = await import("../../app/serving.ts");
  return functionsFor(session.caller());
}
