import type { LocalDate } from "../../domain/kernel/time.ts";
import type { RosterTables } from "../../projections/rosterTables.ts";
import type { Position } from "./eventLog.ts";
import type { RosterPages } from "./rosterPages.ts";
import type { RosterQueries } from "./rosterQueries.ts";
import type { RosterSheets } from "./rosterSheets.ts";

/** Rows in place of all that is recorded of some members and queues, and of what those members cover. */
export type RowsInstead = {
  readonly rows: RosterTables;
  readonly members: ReadonlySet<string>;
  readonly queues: ReadonlySet<string>;
};

/**
 * A day in the world, and how far the log was known.
 * @property instead what is not recorded, but to come by the day
 */
export type Point = { readonly on: LocalDate; readonly position: Position; readonly instead?: RowsInstead | undefined };

/** The reads of a point: the same questions as of the live tables, answered in the same shape. */
export type ReadsAt = {
  readonly queries: RosterQueries;
  readonly pages: RosterPages;
  readonly sheets: RosterSheets;
};

/** Reads of what was, and of what was believed. All throw `TablesUnavailable` where the database does not answer. */
export type AsOfReads = {
  /** The last position before the first event recorded after the instant (ISO 8601, UTC), of what the tables hold; 0 before all. */
  positionAt(instant: string): Promise<Position>;
  /** Where the tables stand. */
  newest(): Promise<Position>;
  /** When the newest event up to a position was recorded: ISO 8601 in UTC; null before all. */
  recordedBy(position: Position): Promise<string | null>;
  at(point: Point): ReadsAt;
};
