import type { Command } from "commander";
import { csvAnswer } from "../csvAnswer.ts";
import { examples } from "../options.ts";
import { namesAround } from "../names.ts";
import { rosterFromFile } from "../rosterFromFile.ts";
import type { Answer, Session } from "../session.ts";
import { rosterTable } from "../views/members.ts";
import { coverageTable } from "../views/queues.ts";

type RosterFilter = { readonly team?: string; readonly all?: boolean; readonly csv?: boolean };

/** Who is there, and what they cover. */
export function addRosterCommands(program: Command, session: Session): void {
  const roster = program
    .command("roster")
    .description("show the members and the queues they cover")
    .option("--team <team>", "of one team only")
    .option("--all", "those who have left as well")
    .option("--csv", "as a CSV file, which muster import takes in again")
    .action(session.answering((filter: RosterFilter) => rosterOf(session, filter)));
  examples(
    roster,
    "roster",
    "roster --team engineering --json",
    "roster --all",
    "roster --team engineering --csv > engineering.csv",
  );

  const coverage = program
    .command("coverage")
    .description("show how many members cover each open queue, and whether that is enough")
    .option("--csv", "as a CSV file")
    .action(
      session.answering(async ({ csv }: { readonly csv?: boolean }) => {
        if (csv) return csvAnswer(session, (exports) => exports.coverage(false));
        const queues = await (await session.reading()).queries.coverage();
        const text = queues.length === 0 ? "No queue is open." : coverageTable(queues, session.colour);
        return { json: queues, text };
      }),
    );
  examples(coverage, "coverage", "coverage --json");
}

async function rosterOf(session: Session, { csv, ...filter }: RosterFilter): Promise<Answer> {
  if (csv) return csvAnswer(session, (exports) => exports.members(filter));
  try {
    const { queries } = await session.reading();
    const members = await queries.roster(filter);
    const table = async () => rosterTable(members, await namesAround(queries, members), session.colour);
    return { json: members, text: members.length === 0 ? nobody(filter.team) : await table() };
  } catch (error) {
    return rosterFromFile(session, filter, error);
  }
}

const nobody = (team: string | undefined): string =>
  team === undefined
    ? "Nobody is on the roster yet: muster import <file>, or muster member add."
    : "Nobody is on that team.";
