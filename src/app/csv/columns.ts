import { folded } from "../../domain/kernel/fold.ts";
import { nearMatches } from "../roster/nearMatches.ts";
import { type CsvProblem, inShort, refuseCsv } from "./problems.ts";

/** The columns of a file of members, as an export writes them and an import takes them. */
export const columns = [
  ...(["name", "email", "team", "manager email", "title", "start date", "end date"] as const),
  ...(["reason code", "queues", "timezone", "skills"] as const),
] as const;
export type Column = (typeof columns)[number];

const required: readonly Column[] = ["name", "email", "team"];

/** Where each column stands. */
export type Columns = ReadonlyMap<Column, number>;

/** Upper case, underscores and hyphens do not tell names of columns apart. */
const plainName = (text: string): string => folded(text.replace(/[_-]/g, " ")).replace(/^time zone$/, "timezone");

/**
 * Finds the columns of a header, in any order.
 * @throws {Rejection} `csv-unreadable` with everything that is wrong with it
 */
export function columnsOf(header: readonly string[]): Columns {
  const found = new Map<Column, number>();
  const problems: CsvProblem[] = [];
  const complain = (message: string) => problems.push({ row: 1, column: null, code: "csv-unreadable", message });
  const seen = new Set<string>();
  for (const [index, text] of header.entries()) {
    const name = plainName(text);
    const column = columns.find((each) => each === name);
    if (seen.has(name))
      complain(`The column ${inShort(text.trim()) || "without a name"} stands there twice: keep one.`);
    else if (column === undefined) complain(unknownColumn(text.trim()));
    else found.set(column, index);
    seen.add(name);
  }
  const missing = required.filter((column) => !found.has(column));
  if (missing.length > 0) complain(`These columns are missing: ${missing.join(", ")}.`);
  if (header.length === 1 && header[0]?.includes(";"))
    complain("The columns are separated by semicolons: save the file with commas.");
  if (problems.length > 0) refuseCsv("csv-unreadable", problems);
  return found;
}

function unknownColumn(text: string): string {
  if (text === "") return "There is a column without a name: take it out, or name it.";
  const near = nearMatches(plainName(text.slice(0, 100)), columns);
  const advice =
    near.length > 0 ? `did you mean ${near.join(" or ")}?` : `take it out; known are ${columns.join(", ")}.`;
  return `There is no column ${inShort(text)}: ${advice}`;
}
