import type { LedgerReport } from "../../app/ledger/checkLedger.ts";
import type { Difference } from "../../app/ports/projections.ts";
import type { Verification } from "../../app/verification.ts";
import { many } from "../many.ts";
import { jsonText, plain } from "../printable.ts";
import { table } from "../table.ts";

/** Whether ledger, heads, tables and file are what the log says, and where not. */
export function verification(found: Verification, colour: boolean): string {
  const { ok, position, first, differences, checked, ledger } = found;
  const verdict = ok
    ? plain`All agree with the log, up to position ${position}.`
    : plain`NOT all agree with the log, up to position ${position}. muster rebuild mends tables and file${first ? ", and not the log" : ""}.`;
  const where = first ? [plain`First: ${first.table} ${first.key}: ${cell(first.live) ?? ""}.`] : [];
  const all = differences.length > 0 ? [differenceTable(differences, colour)] : [];
  const counts = { ...checked, ledger: ledger.rows, heads: ledger.heads };
  return [verdict, ...where, signedText(ledger), ...all, countTable(counts, colour)].join("\n\n");
}

/** How far what was found is proved, and what may still be changed unseen. */
function signedText({ signed, unsigned, elsewhere }: LedgerReport): string {
  const upTo = signed
    ? plain`Signed up to position ${signed.position} (${signed.signedAt}, key ${signed.keyId}).`
    : "Nothing is signed here.";
  const open =
    unsigned.events === 0
      ? "Nothing is unsigned."
      : plain`Not yet signed: ${many(unsigned.events, "event")} after position ${unsigned.after}, up to ${unsigned.upTo}.`;
  const others = elsewhere === null ? [] : [plain`Another machine signs, with key ${elsewhere}: verify there as well.`];
  return [upTo, open, ...others].join(" ");
}

const differenceTable = (differences: readonly Difference[], colour: boolean): string =>
  table(
    ["Table", "Row", "Column", "Live", "Expected"],
    differences.map(({ table: name, key, column, live, expected }) => [name, key, column, cell(live), cell(expected)]),
    colour,
  );

/** How many rows each table holds, or how many of each were looked at. */
export const countTable = (counts: Readonly<Partial<Record<string, number>>>, colour: boolean): string =>
  table(
    ["What", "How many"],
    Object.entries(counts).flatMap(([what, many]) => (many === undefined ? [] : [[what, many] as const])),
    colour,
  );

const cell = (value: unknown): string | null =>
  value === null || value === undefined ? null : typeof value === "string" ? value : jsonText(value);
