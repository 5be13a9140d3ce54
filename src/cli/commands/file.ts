import { resolve } from "node:path";
import type { Command } from "commander";
import type { ImportReport } from "../../app/import/importTypes.ts";
import type { AssignmentType } from "../../domain/member/messages.ts";
import { reject } from "../../domain/kernel/rejection.ts";
import { exitCode } from "../exitCode.ts";
import { assignmentType, dateOption, examples } from "../options.ts";
import { plain } from "../printable.ts";
import { progressBar } from "../progress.ts";
import type { Answer, Session } from "../session.ts";
import { importText } from "../views/import.ts";
import { addCsvOptions, type CsvOptions, importCsvFile, isCsv, refuseForeign } from "./importCsv.ts";

type ImportOptions = CsvOptions & {
  readonly assignedDate?: string;
  readonly type?: AssignmentType;
  readonly dryRun?: boolean;
  readonly compare?: string;
};

/** The preferences file: taken in, and given back. */
export function addFileCommands(program: Command, session: Session): void {
  const load = program
    .command("import <file>")
    .description(
      "turn a team's preferences file into events, and keep the file in step from then on; " +
        "or take a CSV file of members in, as joiners, movers and leavers",
    )
    .addOption(
      dateOption(
        "--assigned-date <date>",
        "since when members cover their queues, unless the file says (default: 2025-01-01)",
      ),
    )
    .addOption(assignmentType("how they cover them, unless the file says (default: primary)"))
    .option("--compare <file>", "compare the result with another roster; differences end with exit code 1")
    .option("--dry-run", "show what would be done, and do nothing");
  addCsvOptions(load).action(
    session.answering(async (file: string, options: ImportOptions) => importing(session, file, options)),
  );
  examples(
    load,
    "import user_preferences.json --dry-run",
    "import user_preferences.json",
    "import user_preferences.json --assigned-date 2024-07-01 --type backup",
    "import user_preferences.json --compare engineering_team_roster.json",
    "import members.csv --dry-run",
    "import members.csv --complete --accept-leavers engineering",
  );

  const undo = program
    .command("rollback")
    .description("give the file its own values back and drop the read tables; the log stays")
    .option("--yes", "do it")
    .action(session.answering(async ({ yes }: { readonly yes?: boolean }) => rollingBack(session, yes)));
  examples(undo, "rollback --yes");
}

async function importing(session: Session, file: string, options: ImportOptions): Promise<Answer> {
  refuseForeign(file, options);
  if (isCsv(file, options)) return importCsvFile(session, resolve(session.terminal.cwd, file), options);
  const { dryRun, compare, assignedDate, type } = options;
  const terms = { ...(assignedDate !== undefined && { assignedDate }), ...(type !== undefined && { type }) };
  const report = await importFile(session, resolve(session.terminal.cwd, file), {
    ...terms,
    ...(dryRun !== undefined && { dryRun }),
    ...(compare !== undefined && { compareWith: resolve(session.terminal.cwd, compare) }),
  });
  const failed = (!report.dryRun && !report.verified) || (report.comparison?.length ?? 0) > 0;
  const text = importText(report, session.colour);
  return { json: report, text, ...(failed && { exitCode: exitCode.failed }) };
}

/** Imports with a progress bar, and makes the file the home's. */
export async function importFile(
  session: Session,
  path: string,
  options: {
    readonly dryRun?: boolean;
    readonly compareWith?: string;
    readonly assignedDate?: string;
    readonly type?: AssignmentType;
  } = {},
): Promise<ImportReport> {
  const muster = await session.muster();
  const bar = await progressBar(session.terminal, "Importing");
  const onProgress = bar.progress && ((done: number, total: number) => bar.progress?.(BigInt(done), BigInt(total)));
  const { actor } = session.context();
  return muster
    .importRoster({ path, ...options, context: { actor }, ...(onProgress && { onProgress }) })
    .finally(() => bar.stop());
}

async function rollingBack(session: Session, yes: boolean | undefined) {
  if (yes !== true)
    reject(
      "invalid-value",
      "A rollback drops the read tables and gives the file its own values back; reads and changes are refused until an import or a rebuild. Say --yes to do it.",
      { field: "yes" },
    );
  const report = await (await session.muster()).rollback();
  const { file, backup, keptAside, tables } = report;
  const text = [
    tables === "dropped"
      ? "The read tables are dropped; the log stays."
      : "The read tables were dropped before; the log stays.",
    file === "restored"
      ? plain`The file has its own values back, from ${backup ?? "its backup"}.`
      : "No file was changed: Muster keeps none here, or not any more.",
    ...(keptAside === null ? [] : [plain`What someone had written over Muster's keys is in ${keptAside}`]),
    "muster import <file> or muster rebuild brings the tables back.",
  ];
  return { json: report, text: text.join("\n") };
}
