import { reject } from "../../domain/kernel/rejection.ts";
import type { FigureRow } from "../../projections/figures/figure.ts";
import { type Cell, csvOf } from "../csv/writeCsv.ts";
import type { FigureAnswer } from "./answerFigure.ts";
import type { Restated } from "./restateFigure.ts";

/** What the lines of a file are: a figure's rows, or the intervals and the like that some figures have beside them. */
export const fileLines = ["rows", "intervals"] as const;
export type FileLines = (typeof fileLines)[number];

const known = ["figure", "team", "from", "to", "group", "numerator", "denominator", "value"] as const;

type Table = { readonly header: readonly string[]; readonly lines: readonly (readonly Cell[])[] };

/** A line for each row and the total, or for each interval; each says what it is of, and by which method. */
export function figureCsv(answer: FigureAnswer, lines: FileLines = "rows"): string {
  const table = tableOf(answer, lines);
  return csvOf(table.header, table.lines);
}

/** The same as it was known and as it is known now, which the first column tells. */
export function restatedCsv({ then, now }: Restated, lines: FileLines = "rows"): string {
  const [before, after] = [tableOf(then, lines), tableOf(now, lines)];
  const marked = ({ header, lines: all }: Table, mark: string) =>
    all.map((line) => [mark, ...columns(before, after).map((name) => line[header.indexOf(name)] ?? null)]);
  return csvOf(["known", ...columns(before, after)], [...marked(before, "then"), ...marked(after, "now")]);
}

/** Those of the longer one: of nothing there are no parts. */
const columns = (a: Table, b: Table): readonly string[] => (a.header.length > b.header.length ? a.header : b.header);

const tableOf = (answer: FigureAnswer, lines: FileLines): Table =>
  lines === "rows" ? rowsOf(answer) : intervalsOf(answer);

function rowsOf({ figure, team, method, source, rows, total, position }: FigureAnswer): Table {
  const parts = [...new Set(rows.flatMap((row) => Object.keys(row.parts)))];
  const lineOf = (row: FigureRow, group: string | null): readonly Cell[] => [
    ...[figure, team, row.from, row.to, group, row.numerator, row.denominator, row.value ?? "none"],
    ...parts.map((part) => row.parts[part] ?? null),
    ...[method, source, String(position)],
  ];
  return {
    header: [...known, ...parts, "method", "source", "position"],
    lines: [...rows.map((row) => lineOf(row, row.group)), ...(total ? [lineOf(total, "total")] : [])],
  };
}

/** A figure's intervals, or what it lists instead. */
function intervalsOf({ figure, team, method, position, intervals, assignments, queues }: FigureAnswer): Table {
  const own = (header: readonly string[], all: readonly (readonly Cell[])[]): Table => ({
    header: ["figure", "team", ...header, "method", "position"],
    lines: all.map((line) => [figure, team, ...line, method, String(position)]),
  });
  if (intervals)
    return own(
      ["queue_id", "queue", "from", "to", "covering", "minimum", "state"],
      intervals.map((each) => [each.queueId, each.queue, each.from, each.to, each.covering, each.minimum, each.state]),
    );
  if (assignments)
    return own(
      ["queue_id", "queue", "member_id", "type", "from", "to"],
      assignments.map((each) => [each.queueId, each.queue, each.memberId, each.assignmentType, each.from, each.to]),
    );
  if (queues)
    return own(
      ["queue_id", "queue", "member_id", "on"],
      queues.map((each) => [each.queueId, each.queue, each.memberId, each.on]),
    );
  return reject("invalid-value", `The figure ${figure} has no intervals: ask for its rows.`, { field: "lines" });
}
