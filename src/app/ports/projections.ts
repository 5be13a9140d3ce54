import type { Position } from "./eventLog.ts";

/** How many rows each read table holds. */
export type RowCounts = {
  readonly members: number;
  readonly assignments: number;
  readonly history: number;
  readonly queues: number;
};

/** One cell where a live table and the log disagree; a whole row that is missing or too many has column `*`. */
export type Difference = {
  readonly table: string;
  readonly key: string;
  readonly column: string;
  readonly live: unknown;
  readonly expected: unknown;
};

/** An event that could not be applied; it holds back the later events of its own key only. */
export type Parked = {
  readonly position: Position;
  readonly key: string;
  readonly eventId: string;
  readonly type: string;
  readonly error: string;
};

/** The database of the read tables cannot be reached, or did not answer: try again. */
export class TablesUnavailable extends Error {
  override readonly name = "TablesUnavailable";
}

/** The tables did not reach a position in time, though the log holds it. */
export class TablesBehind extends Error {
  override readonly name = "TablesBehind";

  constructor(wanted: Position, reached: Position) {
    super(
      `The log is at position ${wanted}, but the tables have come to ${reached} only. They will follow; \`muster doctor\` tells what holds them.`,
    );
  }
}

export type Progress = (done: Position, head: Position) => void;

/** The read tables' way of following the log. */
export type Projections = {
  /**
   * Follows the log until the signal, as the one worker across processes or standing by for it. What stands in the way
   * is told to `onProblem`, once, and tried again.
   */
  run(signal: AbortSignal, onProblem?: (problem: unknown) => void): Promise<void>;
  /** Applies everything up to the position: as the worker where there is none, else by waiting for the one there is. */
  catchUp(to: Position, timeoutMs?: number): Promise<Position>;
  /** Waits until the tables hold the position; answers where they stand, which is less when the time is up. */
  waitFor(position: Position, timeoutMs: number): Promise<Position>;
  /** Computes all tables anew beside the live ones and applies the difference; readers see no gap. */
  rebuild(
    progress?: Progress,
  ): Promise<{ readonly position: Position; readonly rows: RowCounts; readonly changed: number }>;
  /** Computes all tables anew and compares. */
  verify(progress?: Progress): Promise<{
    readonly position: Position;
    readonly rows: RowCounts;
    readonly differences: readonly Difference[];
    /** The events that cannot be read, and why, of the first hundred of them. */
    readonly unreadable: readonly { readonly position: Position; readonly unreadable: string }[];
  }>;
  parked(): Promise<readonly Parked[]>;
  /** The position that the tables hold, and which process is the worker (host and pid), if any. */
  status(): Promise<{ readonly position: Position; readonly worker: string | null }>;
};
