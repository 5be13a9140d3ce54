/**
 * Where signed heads go, a line each: a file outside the database, and whatever else keeps them where those who run the
 * database cannot reach. A line is on the disk, or in the other system's keeping, when this returns.
 */
export type HeadSink = {
  append(line: string): Promise<void>;
};

/** The file of heads. */
export type HeadFile = HeadSink & {
  readonly place: string;
  /** The newest whole line; undefined where there is none. */
  last(): Promise<string | undefined>;
  /** The lines that are there now, in order. What comes after the last line end, as a crash leaves it, is no line. */
  lines(): AsyncIterable<string>;
};
