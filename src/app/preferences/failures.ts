/** Where in a file something stands: its JSON path (`my_team.members[3].email`), line and column, both from 1. */
export type Place = { readonly path: string; readonly line: number; readonly column: number };

export type BadFileCode =
  | "missing"
  | "unreadable"
  | "not-a-file"
  | "too-large"
  | "not-utf8"
  | "empty"
  | "malformed"
  | "wrong-shape"
  | "invalid-value"
  | "never-written"
  | "hash-mismatch"
  | "other-log"
  | "no-backup";

/** A file that cannot be used as it is. The sentence names the file and, where it can, the place. Nothing was changed. */
export class BadFile extends Error {
  override readonly name = "BadFile";
  readonly code: BadFileCode;
  readonly file: string;
  readonly place: Place | undefined;

  constructor(code: BadFileCode, file: string, complaint: string, { place, cause }: Details = {}) {
    super(`${file}${place ? `, ${inWords(place)}` : ""}: ${complaint}`, cause === undefined ? {} : { cause });
    this.code = code;
    this.file = file;
    this.place = place;
  }
}

type Details = { readonly place?: Place | undefined; readonly cause?: unknown };

/** A place as a sentence names it: `line 3, column 5 (my_team.team)`. */
export const inWords = ({ path, line, column }: Place): string =>
  `line ${line}, column ${column}${path === "" ? "" : ` (${path})`}`;

/** The disk did not take what was to be written: full, read-only, not permitted. What was there is whole. */
export class FileUnwritable extends Error {
  override readonly name = "FileUnwritable";
  readonly file: string;

  constructor(file: string, complaint: string, options?: ErrorOptions) {
    super(`${file}: ${complaint}`, options);
    this.file = file;
  }
}
