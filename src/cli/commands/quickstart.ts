import { withoutPassword } from "../address.ts";
import { constants, copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import type { ImportReport } from "../../app/import/importTypes.ts";
import type { Muster } from "../../app/muster.ts";
import type { RosterMember } from "../../app/ports/rosterQueries.ts";
import { exitCode } from "../exitCode.ts";
import { examples } from "../options.ts";
import { many } from "../many.ts";
import { namesAround } from "../names.ts";
import { plain } from "../printable.ts";
import type { Answer, Session } from "../session.ts";
import { assignmentTable, rosterTable } from "../views/members.ts";
import { coverageTable } from "../views/queues.ts";
import { importFile } from "./file.ts";

const sample = fileURLToPath(new URL("../../../examples/user_preferences.json", import.meta.url));

/** From nothing to a team that one can look at. */
export function addQuickstartCommand(program: Command, session: Session): void {
  const quickstart = program
    .command("quickstart")
    .description("make a home here, import a copy of the sample file, and show what came of it")
    .action(session.answering(() => quickstarting(session)));
  examples(quickstart, "quickstart");
}

async function quickstarting(session: Session): Promise<Answer> {
  const { cwd, env } = session.terminal;
  if (!env["MUSTER_HOME"]) await mkdir(join(cwd, ".muster"), { recursive: true, mode: 0o700 });
  const muster = await session.reading();
  const file = (await muster.file.path()) ?? (await sampleIn(muster.whereabouts.home));
  // What is kept already has been worked with: it is shown as it is.
  const imported = (await isKept(muster, file)) ? null : await importFile(session, file);
  const [members, coverage] = [await muster.queries.roster(), await muster.queries.coverage()];
  const nameOf = await namesAround(muster.queries, members);
  const assignments = members.reduce((sum, { queues }) => sum + queues.length, 0);
  const { home } = muster.whereabouts;
  const backup = await muster.file.backup(file);
  const { colour } = session;
  const text = [
    greeting(imported),
    plain`Roster: ${many(members.length, "member")}\n` + rosterTable(members.map(withoutQueues), nameOf, colour),
    plain`Coverage: ${many(coverage.length, "queue")}\n` + coverageTable(coverage, colour),
    plain`Assignments: ${assignments}\n` + assignmentTable(members, colour),
    places(muster, file, backup),
    next,
  ];
  return {
    json: { home, file, backup, members: members.length, queues: coverage.length, assignments, imported },
    text: text.join("\n\n"),
    ...(imported?.verified === false && { exitCode: exitCode.failed }),
  };
}

async function isKept(muster: Muster, file: string): Promise<boolean> {
  const { state } = await muster.file.status(file);
  return state !== "never-written" && state !== "foreign";
}

const withoutQueues = (member: RosterMember): RosterMember => ({ ...member, queues: [] });

/** A copy of the sample in the home; one that is there already has been worked with and stays. */
async function sampleIn(home: string): Promise<string> {
  const file = join(home, "user_preferences.json");
  try {
    await copyFile(sample, file, constants.COPYFILE_EXCL);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return file;
}

function greeting(imported: ImportReport | null): string {
  if (imported === null) return "Everything is here already: nothing was changed.";
  const { plan, membersRegistered: members, assignmentsMade: assignments, queuesOpened: queues } = imported;
  if (plan.length === 0) return "All that the file has was here already; Muster keeps the file in step from now on.";
  return plain`Imported ${many(members, "member")} with ${many(assignments, "assignment")} to ${many(queues, "queue")}.`;
}

const places = ({ whereabouts }: Muster, file: string, backup: string | null): string =>
  [
    plain`Home:     ${whereabouts.home} (chosen by: ${whereabouts.homeChosenBy})`,
    plain`File:     ${file}`,
    plain`Backup:   ${backup ?? "none was needed"}`,
    plain`Database: ${withoutPassword(whereabouts.databaseUrl)} (the whole address: muster db url)`,
  ].join("\n");

const next = `Try next, with npm run -s muster -- in place of muster where it is not installed:
  muster coverage
  muster member add --name "Ada Lovelace" --email ada@example.com --team engineering
  muster assign ada@example.com "Cloud - Security" --type backup
  muster member history ada@example.com
  muster verify
  muster --help`;
