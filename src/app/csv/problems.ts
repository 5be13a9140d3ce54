import { Rejection, type RejectionCode } from "../../domain/kernel/rejection.ts";

/**
 * One thing that is wrong with a file: where, what, and what to do about it.
 * @property row as a spreadsheet counts: the header is row 1; null where it is no row's
 * @property column the name of the column; null where it is the whole row's
 */
export type CsvProblem = {
  readonly row: number | null;
  readonly column: string | null;
  readonly code: RejectionCode;
  readonly message: string;
};

/** So many problems of a file are told; how many there are is always told. */
export const mostProblems = 100;

/** A file that has more bytes than is taken. */
export class CsvTooLarge extends Error {
  override readonly name = "CsvTooLarge";
}

/** Where a problem stands, as a sentence begins. */
export const placed = ({ row, column, message }: CsvProblem): string => {
  const places = [...(row === null ? [] : [`row ${row}`]), ...(column === null ? [] : [`column ${column}`])];
  return places.length === 0
    ? message
    : `${places.join(", ")}: ${message}`.replace(/^./, (first) => first.toUpperCase());
};

/**
 * Refuses a file with all that is wrong with it; nothing of it was carried out.
 * @throws {Rejection} `csv-unreadable` where it could not be read as a table, else `import-refused`; its details hold
 *   `problems`, the first hundred of them, and their `total`
 */
export function refuseCsv(code: "csv-unreadable" | "import-refused", problems: readonly CsvProblem[]): never {
  const [first, ...others] = problems;
  if (first === undefined) throw new Error("A file is refused for nothing.");
  const more = others.length === 0 ? "" : ` There ${others.length === 1 ? "is 1 more" : `are ${others.length} more`}.`;
  throw new Rejection(code, `Nothing was imported. ${placed(first)}${more}`, {
    total: problems.length,
    problems: problems.slice(0, mostProblems),
  });
}

/** What a refusal by `refuseCsv` tells beyond its sentence: every problem, where there are several. */
export function csvProblemsOf(error: unknown): readonly string[] {
  if (!(error instanceof Rejection) || (error.code !== "csv-unreadable" && error.code !== "import-refused")) return [];
  // By whom it was refused.
  const { total, problems } = error.details as { readonly total: number; readonly problems: readonly CsvProblem[] };
  if (problems.length < 2) return [];
  const more = total - problems.length;
  return [...problems.map((problem) => `- ${placed(problem)}`), ...(more > 0 ? [`- and ${more} more`] : [])];
}

/** A file that is no table that can be read. @throws {Rejection} */
export const unreadable = (row: number | null, message: string): never =>
  refuseCsv("csv-unreadable", [{ row, column: null, code: "csv-unreadable", message }]);

/** A text of others, short enough for a sentence. */
export const inShort = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
