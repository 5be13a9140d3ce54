import type { Command } from "commander";
import type { TeamFunctions } from "../../app/serving.ts";
import { examples } from "../options.ts";
import type { Session } from "../session.ts";
import { fileNotice, teamQueueTable, teamTable } from "../views/team.ts";

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
}

/** Loaded when they are called: most commands do without. */
async function functions(session: Session): Promise<TeamFunctions> {
  const { functionsFor } = await import("../../app/serving.ts");
  return functionsFor(session.caller());
}
