import type { Command } from "commander";
import { asksForPoint, type PointAsked } from "../../app/asOf.ts";
import { csvAnswer } from "../csvAnswer.ts";
import { examples } from "../options.ts";
import { namesAround } from "../names.ts";
import { pointOptions, readingAt, withPoint } from "../point.ts";
import { rosterFromFile } from "../rosterFromFile.ts";
import type { Answer, Session } from "../session.ts";
import { rosterTable } from "../views/members.ts";
import { coverageTable } from "../views/queues.ts";

type RosterFilter = PointAsked & { readonly team?: string; readonly all?: boolean; readonly csv?: boolean };

/** Who is there, and what they cover. */
export function addRosterCommands(program: Command, session: Session): void {
  const roster = program
    .command("roster")
    .description("show the members and the queues they cover")
    .option("--team <team>", "of one team only")
    .option("--all", "those who have left as well")
    .option("--csv", "as a CSV file, which muster import takes in again")
    .action(session.answering((filter: RosterFilter) => rosterOf(session, filter)));
  pointOptions(roster);
  examples(
    roster,
    "roster",
    "roster --team engineering --json",
    "roster --all",
    "roster --team engineering --csv > engineering.csv",
    "roster --as-of 2025-06-30 --known-at 2025-07-15T09:00:00Z",
  );

  const coverage = program
    .command("coverage")
    .description("show how many members cover each open queue, and whether that is enough")
    .option("--csv", "as a CSV file")
    .action(
      session.answering(async ({ csv, ...asked }: PointAsked & { readonly csv?: boolean }) => {
        const read = await readingAt(session, asked);
        if (csv)
          return csvAnswer(
            session,
            (exports) => exports.coverage(false),
            () => Promise.resolve(read.muster),
          );
        const queues = await read.muster.queries.coverage();
        const text = queues.length === 0 ? "No queue is open." : coverageTable(queues, session.colour);
        return withPoint(read, { json: queues, text });
      }),
    );
  pointOptions(coverage);
  examples(coverage, "coverage", "coverage --json", "coverage --as-of 2025-06-30");
}

async function rosterOf(session: Session, { csv, asOf, knownAt, ...filter }: RosterFilter): Promise<Answer> {
  const asked = { asOf, knownAt };
  const muster = async () => (await readingAt(session, asked)).muster;
  if (csv) return csvAnswer(session, (exports) => exports.members(filter), muster);
  try {
    const read = await readingAt(session, asked);
    const { queries } = read.muster;
    const members = await queries.roster(filter);
    const table = async () => rosterTable(members, await namesAround(queries, members), session.colour);
    return withPoint(read, { json: members, text: members.length === 0 ? nobody(filter.team, asked) : await table() });
  } catch (error) {
    // The file knows the present alone.
    if (asksForPoint(asked)) throw error;
    return rosterFromFile(session, filter, error);
  }
}

function nobody(team: string | undefined, asked: PointAsked): string {
  if (team !== undefined) return "Nobody is on that team.";
  return asksForPoint(asked)
    ? "Nobody was on the roster."
    : "Nobody is on the roster yet: muster import <file>, or muster member add.";
}
