import { type AssignmentType, assignmentTypes } from "../../domain/member/messages.ts";

// What a spreadsheet takes for the beginning of a formula; the wide forms too. As csv-stringify has it.
const formula = /^'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

/**
 * A value as a cell that no spreadsheet obeys. csv-stringify puts an apostrophe before what begins as a formula; one
 * that has apostrophes before it already gets one more, so that `asMeant` finds each value as it was.
 */
export const neutral = (value: string): string => (value.startsWith("'") && formula.test(value) ? `'${value}` : value);

/** What a cell means: without the apostrophe that neutralised it. */
export const asMeant = (cell: string): string => (cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell);

/** Several values in one cell, parted by semicolons; a backslash before one (or before itself) makes it a part of a value. */
export const joined = (values: readonly string[]): string =>
  values.map((value) => value.replace(/[\\;]/g, "\\$&")).join("; ");

/** The values that `joined` put into a cell, or a person; blank ones are none. */
export function parted(cell: string): readonly string[] {
  const values = [""];
  for (let at = 0; at < cell.length; at++) {
    const character = cell[at] ?? "";
    if (character === ";") values.push("");
    else if (character === "\\" && at + 1 < cell.length) values.push((values.pop() ?? "") + (cell[++at] ?? ""));
    else values.push((values.pop() ?? "") + character);
  }
  return values.map((value) => value.trim()).filter((value) => value !== "");
}

/** An assignment in a cell: `Payments:primary`, or a queue alone. `whole` is all of it, for a queue that is called so. */
export type QueueCell = { readonly name: string; readonly type: AssignmentType | null; readonly whole: string };

export function queueCell(whole: string): QueueCell {
  const colon = whole.lastIndexOf(":");
  const type = assignmentTypes.find(
    (each) =>
      each ===
      whole
        .slice(colon + 1)
        .trim()
        .toLowerCase(),
  );
  if (colon <= 0 || type === undefined) return { name: whole, type: null, whole };
  return { name: whole.slice(0, colon).trim(), type, whole };
}

export const asQueueCell = ({ queue, type }: { readonly queue: string; readonly type: AssignmentType }): string =>
  `${queue}:${type}`;
