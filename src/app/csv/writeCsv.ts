import { stringify } from "csv-stringify/sync";
import { neutral } from "./cells.ts";

/** A value of a cell; null is an empty one. */
export type Cell = string | number | boolean | null;

/** Comma-separated values (RFC 4180, UTF-8 without a mark, CRLF) that no spreadsheet takes for formulas. */
export const csvOf = (header: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  stringify(
    [header, ...rows].map((row) => row.map((cell) => (cell === null ? "" : neutral(String(cell))))),
    {
      escape_formulas: true,
      quote_record_delimiter: true,
      record_delimiter: "\r\n",
    },
  );
