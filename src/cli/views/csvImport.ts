import type { CsvImportReport, ImportedRow } from "../../app/csv/importCsv.ts";
import { many } from "../many.ts";
import { plain } from "../printable.ts";
import { table } from "../table.ts";

/** What came of a file of members, or would come of it: every row but those that change nothing. */
export function csvImportText(report: CsvImportReport, colour: boolean): string {
  const rows = report.rows.filter(({ outcome }) => outcome !== "unchanged");
  return [counts(report), ...(rows.length === 0 ? [] : [rowTable(rows, colour)]), ...stops(report)].join("\n\n");
}

function counts({ counts: { joiner, mover, leaver, unchanged, refused, ...others }, dryRun }: CsvImportReport): string {
  const parts = [
    `${many(joiner, "joiner")}, ${many(mover, "mover")}, ${many(leaver, "leaver")}`,
    `${unchanged} unchanged`,
    ...(others["not-yet"] === 0 ? [] : [`${others["not-yet"]} not yet`]),
    ...(refused === 0 ? [] : [`${refused} refused`]),
  ].join(", ");
  return dryRun ? `This would be ${parts}. Nothing was changed.` : `Imported: ${parts}.`;
}

const rowTable = (rows: readonly ImportedRow[], colour: boolean): string =>
  table(
    ["Row", "Email", "Outcome", "What"],
    rows.map(({ row, email, outcome, changes, problems }) => [
      row ?? "–",
      email,
      outcome,
      [
        ...changes.filter(() => outcome !== "refused"),
        ...problems.map(({ column, message }) => `${column ?? "row"}: ${message}`),
      ].join("\n"),
    ]),
    colour,
  );

/** What stops the run itself. */
const stops = ({ losses, needsAcknowledgement }: CsvImportReport): readonly string[] =>
  losses
    .filter(({ team }) => needsAcknowledgement.includes(team))
    .map(
      ({ team, active, leaving, percent }) =>
        plain`${leaving} of ${active} of ${team} would leave (${percent} %): the import stops there without --accept-leavers ${JSON.stringify(team)}.`,
    );
