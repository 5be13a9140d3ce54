import type { Difference } from "../../app/ports/projections.ts";
import type { Verification } from "../../app/verification.ts";
import { jsonText, plain } from "../printable.ts";
import { table } from "../table.ts";

/** Whether tables and file are what the log says, and where not. */
export function verification({ ok, position, checked, differences }: Verification, colour: boolean): string {
  const verdict = ok
    ? plain`All agree with the log, up to position ${position}.`
    : plain`NOT all agree with the log, up to position ${position}. muster rebuild mends tables and file.`;
  const found = differences.length > 0 ? [differenceTable(differences, colour)] : [];
  return [verdict, ...found, countTable(checked, colour)].join("\n\n");
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
