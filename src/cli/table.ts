import { styleText } from "node:util";
import Table from "cli-table3";
import { printable } from "./printable.ts";

export type Cell = string | number | bigint | null;
type Row = readonly Cell[];
type Layout = { readonly head: readonly string[]; readonly aligned: ("left" | "right")[]; readonly colour: boolean };

const gap = "  ";
const rule = "─";
const sides = ["top", "bottom", "left", "right"].flatMap((side) =>
  side === "left" || side === "right" ? [side, `${side}-mid`] : [side, `${side}-mid`, `${side}-left`, `${side}-right`],
);
const chars = { ...Object.fromEntries(sides.map((side) => [side, ""])), mid: rule, "mid-mid": gap, middle: gap };

// The layout of one table takes time in the square of its rows.
const pageSize = 250;

/** A table for a person: numbers to the right, nothing in it that a terminal obeys. A cell may have several lines. */
export function table(head: readonly string[], rows: readonly Row[], colour = false): string {
  const layout = { head, aligned: head.map((_, column) => alignment(rows[0]?.[column])), colour };
  const pages = Array.from({ length: Math.max(1, Math.ceil(rows.length / pageSize)) }, (_, page) =>
    rows.slice(page * pageSize, (page + 1) * pageSize),
  );
  if (pages.length === 1) return draw(layout, rows).join("\n");
  const drafts = pages.map((page) => widthsOf(draw({ ...layout, colour: false }, page)));
  const widths = head.map((_, column) => Math.max(...drafts.map((draft) => draft[column] ?? 0)));
  return pages.flatMap((page, index) => draw(layout, page, widths).slice(index === 0 ? 0 : 2)).join("\n");
}

const alignment = (cell: Cell | undefined) => (typeof cell === "number" || typeof cell === "bigint" ? "right" : "left");

/** The lines of the table: its head, a rule, and the rows. */
function draw({ head, aligned, colour }: Layout, rows: readonly Row[], widths: readonly number[] = []): string[] {
  const style = { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 0 };
  // Not by the table's own style, which has its own opinion of who watches, and none under CI.
  const titles = head.map((title) => (colour ? styleText("bold", title, { validateStream: false }) : title));
  const drawn = new Table({ head: titles, chars, style, colAligns: aligned, colWidths: [...widths] });
  drawn.push(...rows.map((row) => row.map((cell) => printable(String(cell ?? ""), "\n"))));
  return drawn
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}

/** How wide the columns became, as the rule under the head shows. */
const widthsOf = ([, line = ""]: readonly string[]): readonly number[] => line.split(gap).map(({ length }) => length);
