import type { ImportReport } from "../../app/import/importTypes.ts";
import { many } from "../many.ts";
import { plain } from "../printable.ts";
import { table } from "../table.ts";

/** What came of an import, or would come of it. */
export function importText(report: ImportReport, colour: boolean): string {
  return [
    counts(report),
    ...(report.dryRun ? [planned(report)] : kept(report)),
    ...faults(report, colour),
    ...compared(report, colour),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function counts(report: ImportReport): string {
  const { membersRegistered: members, assignmentsMade: assignments, queuesOpened: queues, alreadyPresent } = report;
  const before = plain`${many(alreadyPresent.members, "member")} and ${many(alreadyPresent.assignments, "assignment")} were there already`;
  if (members + assignments + queues === 0 && report.plan.length === 0)
    return plain`Nothing to do for ${report.file}: ${before}.`;
  const made = plain`${many(members, "member")}, ${many(assignments, "assignment")} and ${many(queues, "queue")}`;
  return report.dryRun
    ? plain`This would add ${made} from ${report.file}; ${before}. Nothing was changed.`
    : plain`Added ${made} from ${report.file}; ${before}.`;
}

const planned = ({ plan }: ImportReport): string => plan.map((change) => plain`- ${change}`).join("\n");

function kept({ backup, backupMade, verified, written, position }: ImportReport): readonly string[] {
  return [
    backup === null
      ? ""
      : backupMade
        ? plain`Backup of the file: ${backup}`
        : plain`Backup of the file, from before: ${backup}`,
    verified ? plain`Verified: the tables say what the file says, at position ${position}.` : "",
    written?.keptAside
      ? plain`Someone had edited what Muster keeps in the file; their text is in ${written.keptAside}`
      : "",
  ].filter(Boolean);
}

/** Where tables and file differ after an import. */
const faults = ({ verification }: ImportReport, colour: boolean): readonly string[] =>
  verification && verification.differences.length > 0
    ? ["NOT verified: the tables differ from the file.", records(verification.differences, colour)]
    : [];

function compared({ comparison }: ImportReport, colour: boolean): readonly string[] {
  if (comparison === null) return [];
  if (comparison.length === 0) return ["The other roster says the same."];
  return [plain`The other roster differs in ${many(comparison.length, "place")}:`, records(comparison, colour)];
}

/** Any plain records, a column for each key. */
function records(rows: readonly object[], colour: boolean): string {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => {
    const values = new Map<string, unknown>(Object.entries(row));
    return keys.map((key) => inWords(values.get(key)));
  });
  return table(
    keys.map((key) => key.replace(/^./, (first) => first.toUpperCase())),
    cells,
    colour,
  );
}

function inWords(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (isPlace(value)) return `${value.path}, line ${value.line}`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

const isPlace = (value: unknown): value is { readonly path: string; readonly line: number } =>
  typeof value === "object" && value !== null && "path" in value && "line" in value;
