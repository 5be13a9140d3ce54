import type { FigureRow } from "../../projections/figures/figure.ts";
import { type Cell, csvOf } from "../csv/writeCsv.ts";
import type { FigureAnswer } from "./answerFigure.ts";

const known = ["figure", "team", "from", "to", "group", "numerator", "denominator", "value"] as const;

/** A line for each row and the total; each says what it is of, by which method, and whose definition that is. */
export function figureCsv({ figure, team, method, source, rows, total, position }: FigureAnswer): string {
  const parts = [...new Set(rows.flatMap((row) => Object.keys(row.parts)))];
  const lineOf = (row: FigureRow, group: string | null): readonly Cell[] => [
    ...[figure, team, row.from, row.to, group, row.numerator, row.denominator, row.value ?? "none"],
    ...parts.map((part) => row.parts[part] ?? null),
    ...[method, source, String(position)],
  ];
  return csvOf(
    [...known, ...parts, "method", "source", "position"],
    [...rows.map((row) => lineOf(row, row.group)), ...(total ? [lineOf(total, "total")] : [])],
  );
}
