import type { Command } from "commander";
import type { PointAsked } from "../../app/asOf.ts";
import { asOf } from "../../app/functions/answers.ts";
import type { Source } from "../../app/functions/shapes.ts";
import type { TeamFunctions } from "../../app/serving.ts";
import { examples } from "../options.ts";
import { pointOptions } from "../point.ts";
import { printable } from "../printable.ts";
import type { Session } from "../session.ts";
import { fileNotice, teamQueueTable, teamTable } from "../views/team.ts";

type MembersOptions = PointAsked & { readonly all?: boolean };

/** What concerns one team: the one that is named, or the one of the file that the home keeps. */
export function addTeamCommands(program: Command, session: Session): void {
  const team = program.command("team").description("show one team: yours, unless another is named");
  const members = team
    .command("members [team]")
    .description("show who is on the team and what they cover")
    .option("--all", "those who have left as well")
    .action(
      session.answering(async (name: string | undefined, { all: includeInactive, ...asked }: MembersOptions) => {
        const answer = await (await functions(session)).getTeamMembers({ team: name, includeInactive, ...asked });
        const text = `${teamTable(answer, session.colour)}${pointTold(answer.source)}`;
        return { json: answer, text, problem: fileNotice(answer.source), isChange: true };
      }),
    );
  pointOptions(members);
  examples(members, "team members", "team members platform --all", "team members --as-of 2025-06-30");

  const queues = team
    .command("queues [team]")
    .description("show the team's queues: who of the team covers each, and whether that is enough")
    .action(
      session.answering(async (name: string | undefined, asked: PointAsked) => {
        const answer = await (await functions(session)).getTeamQueues({ team: name, ...asked });
        const text = `${teamQueueTable(answer, session.colour)}${pointTold(answer.source)}`;
        return { json: answer, text, problem: fileNotice(answer.source), isChange: true };
      }),
    );
  pointOptions(queues);
  examples(queues, "team queues", "team queues platform --json");
}

/** On which point it rests, unless that is now. */
const pointTold = (source: Source): string => (source.asOf === undefined ? "" : `\n${printable(asOf(source).trim())}`);

/** Loaded when they are called: most commands do without. */
async function functions(session: Session): Promise<TeamFunctions> {
  const { functionsFor } = await import("../../app/serving.ts");
  return functionsFor(session.caller());
}
