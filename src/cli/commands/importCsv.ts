import { createReadStream } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CsvImportOptions } from "../../app/csv/importCsv.ts";
import type { CsvText } from "../../app/csv/readCsv.ts";
import { BadFile } from "../../app/preferences/failures.ts";
import { reject } from "../../domain/kernel/rejection.ts";
import { type ReasonCode, reasonCodes } from "../../domain/member/messages.ts";
import { exitCode } from "../exitCode.ts";
import { acceptUncovered, dateOption, reason } from "../options.ts";
import { progressBar } from "../progress.ts";
import type { Answer, Session } from "../session.ts";
import { csvImportText } from "../views/csvImport.ts";

export type CsvOptions = {
  readonly csv?: boolean;
  readonly dryRun?: boolean;
  readonly complete?: boolean;
  readonly date?: string;
  readonly newTeam?: readonly string[];
  readonly acceptLeavers?: readonly string[];
  readonly maxLeavers?: number;
  readonly acceptUncovered?: readonly string[];
  readonly reasonCode?: ReasonCode;
  readonly reason?: string;
};

/** What a CSV file takes that a preferences file does not. */
export const addCsvOptions = (command: Command): Command =>
  command
    .option("--csv", "it is a CSV file of members, though its name does not end in .csv")
    .option("--complete", "CSV: the file has everyone of its teams; who is not in it has left")
    .addOption(dateOption("--date <date>", "CSV: when changes without a date take effect (default: today)"))
    .option("--new-team <team...>", "CSV: teams that the file may found")
    .option("--accept-leavers <team...>", "CSV: teams of which more may leave than --max-leavers")
    .option(
      "--max-leavers <percent>",
      "CSV: so many of a team may leave without --accept-leavers (default: 20)",
      percent,
    )
    .addOption(acceptUncovered())
    .addOption(
      new Option("--reason-code <code>", "CSV: why those leave of whom the file does not say (default: other)").choices(
        reasonCodes,
      ),
    )
    .addOption(reason());

function percent(text: string): number {
  if (!/^\d{1,3}$/.test(text) || Number(text) > 100) throw new InvalidArgumentError("It takes a percentage, 0 to 100.");
  return Number(text);
}

/** By the ending of its name, unless it is said. */
export const isCsv = (file: string, { csv }: CsvOptions): boolean => csv === true || /\.csv$/i.test(file);

const onlyCsv: ReadonlySet<string> = new Set([
  ...["complete", "date", "newTeam", "acceptLeavers", "maxLeavers"],
  ...["acceptUncovered", "reasonCode", "reason"],
]);
const onlyPreferences: ReadonlySet<string> = new Set(["assignedDate", "type", "compare"]);

/** An option that the other kind of file takes is refused, so that nobody believes that it was heeded. */
export function refuseForeign(file: string, options: CsvOptions): void {
  const csv = isCsv(file, options);
  const [foreign] = Object.keys(options).filter((name) => (csv ? onlyPreferences : onlyCsv).has(name));
  if (foreign === undefined) return;
  const option = `--${foreign.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const kind = csv ? "a preferences file, and this is taken as CSV" : "CSV, and this is taken as a preferences file";
  reject("invalid-value", `${option} is for ${kind}: leave it out${csv ? "" : ", or say --csv"}.`, { field: foreign });
}

/** Takes a CSV file of members in. Refused rows of a dry run end the call with 3, as the run itself would. */
export async function importCsvFile(session: Session, path: string, options: CsvOptions): Promise<Answer> {
  const { csvImports } = await import("../../app/csv/importCsv.ts");
  const { reason: why, date, newTeam, csv: _, ...asked } = options;
  const muster = await session.muster();
  const bar = await progressBar(session.terminal, "Importing");
  const onProgress = bar.progress && ((done: number, total: number) => bar.progress?.(BigInt(done), BigInt(total)));
  const given: CsvImportOptions = { ...asked, on: date, newTeams: newTeam, onProgress };
  const report = await csvImports(muster, session.caller().principal)
    .run(await read(path), given, session.context(why))
    .finally(() => bar.stop());
  const { fileProblem } = report.position === null ? {} : await muster.settle(report.position);
  const stopped = report.counts.refused > 0 || report.needsAcknowledgement.length > 0;
  return {
    json: report,
    text: csvImportText(report, session.colour),
    ...(stopped && { exitCode: exitCode.refused }),
    ...(fileProblem !== undefined && behind(fileProblem)),
  };
}

const behind = (problem: string): Pick<Answer, "problem" | "exitCode"> => ({
  problem: { code: "file-behind", message: `The import is recorded, but the file could not follow: ${problem}` },
  exitCode: exitCode.unavailable,
});

async function read(path: string): Promise<CsvText> {
  const { readCsv } = await import("../../app/csv/readCsv.ts");
  try {
    return await readCsv(createReadStream(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") throw new BadFile("missing", path, "there is no such file");
    if (code === "EISDIR") throw new BadFile("not-a-file", path, "this is a folder, not a file");
    if (code === "EACCES" || code === "EPERM") throw new BadFile("unreadable", path, "the file may not be read");
    throw error;
  }
}
