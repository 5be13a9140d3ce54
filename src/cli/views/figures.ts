import type { FigureAnswer } from "../../app/figures/answerFigure.ts";
import type { Restated } from "../../app/figures/restateFigure.ts";
import type { FigureRow, Unit } from "../../projections/figures/figure.ts";
import { plain } from "../printable.ts";
import { type Cell, table } from "../table.ts";

/** A figure for a person: its rows, what it is made of, how it is computed and whose definition that is. */
export function figureText(answer: FigureAnswer, colour: boolean): string {
  const { figure, team, period, step, method, definition, source, rows, total, why } = answer;
  const title = plain`${figure} of ${team ?? "the organisation"}, ${period.from} to ${period.to}, by ${step}`;
  const all = [...rows, ...(total ? [{ ...total, group: "total" }] : [])];
  const drawn =
    rows.length === 0 ? (why ?? "There is nothing to count in that period.") : rowsTable(all, answer.unit, colour);
  const notes = [`Method: ${method}. ${definition}`, `Source: ${source}.`, ...pointsOf(answer)];
  return [title, drawn, ...lists(answer, colour), notes.join("\n")].join("\n\n");
}

function rowsTable(rows: readonly FigureRow[], unit: Unit, colour: boolean): string {
  const grouped = rows.some(({ group }) => group !== null);
  const parts = [...new Set(rows.flatMap((row) => Object.keys(row.parts)))];
  return table(
    ["From", "To", ...(grouped ? ["Of"] : []), "Numerator", "Denominator", "Value", ...parts],
    rows.map((row): readonly Cell[] => [
      ...[row.from, row.to, ...(grouped ? [row.group] : [])],
      ...[number(row.numerator), row.denominator === null ? "" : number(row.denominator), valueOf(row.value, unit)],
      ...parts.map((part) => (part in row.parts ? number(row.parts[part] ?? null) : "")),
    ]),
    colour,
  );
}

function pointsOf({ scheduled, at }: FigureAnswer): readonly string[] {
  const refused = scheduled && scheduled.refused.length > 0 ? `; ${scheduled.refused.length} would be refused` : "";
  return [
    ...(scheduled ? [`Scheduled changes that count as if they had come: ${scheduled.applied}${refused}.`] : []),
    ...(at
      ? [plain`As of ${at.asOf}, as known at ${at.knownAt ?? "the beginning"} (position ${String(at.position)}).`]
      : []),
  ];
}

const none = "none";
const number = (value: number | null): string =>
  value === null ? none : Number.isInteger(value) ? String(value) : value.toFixed(2);
const valueOf = (value: number | null, unit: Unit): string =>
  value !== null && unit === "share" ? `${(value * 100).toFixed(1)} %` : number(value);

/** What some figures tell beside their rows. */
function lists({ intervals = [], assignments = [], queues = [] }: FigureAnswer, colour: boolean): readonly string[] {
  const stretches = intervals.map(({ queue, from, to, state, covering, minimum }) => [
    ...[queue, from, to, state, covering, minimum],
  ]);
  const assigned = assignments.map(({ queue, memberId, assignmentType, from, to }) => [
    ...[queue, memberId, assignmentType, from, to],
  ]);
  const single = queues.map(({ queue, memberId }) => [queue, memberId]);
  return [
    ...(stretches.length > 0
      ? [table(["Queue", "From", "To", "State", "Covering", "Minimum"], stretches, colour)]
      : []),
    ...(assigned.length > 0 ? [table(["Queue", "Member", "Type", "From", "To"], assigned, colour)] : []),
    ...(single.length > 0 ? [table(["Queue", "Member"], single, colour)] : []),
  ];
}

/** A figure as it was known, as it is known now, and what makes the difference. */
export function restatedText({ then, now, events }: Restated, colour: boolean): string {
  const changes = events.map(({ recordedAt, effectiveOn, type, memberId, queueId }) => [
    ...[recordedAt, effectiveOn, type, memberId ?? queueId],
  ]);
  const told =
    changes.length === 0
      ? "Nothing was recorded since that makes a difference."
      : table(["Recorded", "Effective", "What", "Of"], changes, colour);
  const known = (answer: FigureAnswer) => plain`As known up to position ${String(answer.position)}:`;
  return [known(then), figureText(then, colour), known(now), figureText(now, colour), told].join("\n\n");
}
