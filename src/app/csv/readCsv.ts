import { createHash, type Hash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { CsvTooLarge, unreadable } from "./problems.ts";

/** A row of a file as it stands there; `row` counts as a spreadsheet does, from 1, the header's. */
export type CsvRecord = { readonly row: number; readonly cells: readonly string[] };

/** A file that could be read as a table. `sha256` is that of its bytes, which make it this file and no other. */
export type CsvText = {
  readonly header: readonly string[];
  readonly records: readonly CsvRecord[];
  readonly sha256: string;
};

/** What one import may have: bytes, rows, columns, and bytes of one row. */
export const largestCsv = { bytes: 10_000_000, rows: 10_000, columns: 100, row: 65_536 } as const;

/**
 * Reads comma-separated values (RFC 4180, UTF-8 with or without a mark, any line ends) as they come in, no further than
 * they can be right.
 * @throws {CsvTooLarge} {Rejection} `csv-unreadable`
 */
export async function readCsv(bytes: AsyncIterable<Uint8Array>): Promise<CsvText> {
  const hash = createHash("sha256");
  const records: CsvRecord[] = [];
  const parser = parse({
    ...{ record_delimiter: ["\r\n", "\n", "\r"], relax_column_count: true, skip_empty_lines: true, info: true },
    max_record_size: largestCsv.row,
  });
  try {
    await pipeline(decoded(bytes, hash), parser, async (parsed: AsyncIterable<Parsed>) => {
      for await (const each of parsed) take(records, each);
    });
  } catch (error) {
    if (error instanceof CsvError) refuseMalformed(error);
    throw error;
  }
  const [header, ...rows] = records;
  if (header === undefined) return unreadable(null, "The file is empty: its first row names the columns.");
  return { header: header.cells, records: rows, sha256: hash.digest("hex") };
}

type Parsed = {
  readonly record: readonly string[];
  readonly info: { readonly records: number; readonly empty_lines: number };
};

function take(records: CsvRecord[], { record: cells, info }: Parsed): void {
  const row = info.records + info.empty_lines;
  if (records.length === 0 && cells.length > largestCsv.columns)
    unreadable(row, `The header has ${cells.length} columns, and ${largestCsv.columns} is the most: is this the file?`);
  if (cells.every((cell) => cell.trim() === "")) return;
  if (records.length > largestCsv.rows)
    unreadable(row, `The file has more than ${largestCsv.rows} rows: import it in several files, managers first.`);
  records.push({ row, cells });
}

async function* decoded(bytes: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let [size, line] = [0, 1];
  for await (const chunk of bytes) {
    if (size === 0) refuseUtf16(chunk);
    size += chunk.byteLength;
    if (size > largestCsv.bytes)
      throw new CsvTooLarge(`A file may have ${largestCsv.bytes / 1_000_000} MB: import it in several.`);
    hash.update(chunk);
    const text = decode(decoder, chunk, line);
    refuseNul(text, line);
    line += linesIn(text);
    yield text;
  }
  yield decode(decoder, undefined, line);
}

function decode(decoder: TextDecoder, chunk: Uint8Array | undefined, line: number): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    const lossy = new TextDecoder().decode(chunk);
    const at = line + linesIn(lossy.slice(0, Math.max(0, lossy.indexOf("\uFFFD"))));
    return unreadable(
      null,
      `A character in line ${at} is not UTF-8: save the file as "CSV UTF-8", then import it again.`,
    );
  }
}

function refuseUtf16([first, second]: Uint8Array): void {
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    unreadable(null, 'The file is UTF-16: save it as "CSV UTF-8", then import it again.');
}

function refuseNul(text: string, line: number): void {
  const at = text.indexOf("\0");
  if (at >= 0)
    unreadable(null, `There is a NUL character in line ${line + linesIn(text.slice(0, at))}: is this a CSV file?`);
}

const linesIn = (text: string): number => text.split("\n").length - 1;

const faults: Readonly<Partial<Record<string, string>>> = {
  CSV_QUOTE_NOT_CLOSED: "a quote is opened and never closed.",
  CSV_MAX_RECORD_SIZE: `a row is longer than ${largestCsv.row / 1024} KB: is a quote not closed, or is this no table?`,
  CSV_INVALID_CLOSING_QUOTE: "there is a quote inside of a cell: put all of the cell in quotes, and double each in it.",
  INVALID_OPENING_QUOTE: "there is a quote inside of a cell: put all of the cell in quotes, and double each in it.",
};

function refuseMalformed({ code, ...about }: CsvError): never {
  const line = typeof about["lines"] === "number" ? `By line ${about["lines"]}` : "Somewhere";
  return unreadable(null, `${line}, ${faults[code] ?? "the file is no CSV that can be read."}`);
}
