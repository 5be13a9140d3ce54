import type { RosterFileRow } from "../../projections/rosterFile.ts";
import type { Position } from "./eventLog.ts";

/** A team in the read tables, all of it as of one position. */
export type RosterSnapshot = {
  readonly position: Position;
  /** When the event at that position was recorded: ISO 8601 in UTC. */
  readonly recordedAt: string;
  /** The team's members with their active assignments. */
  readonly rows: readonly RosterFileRow[];
  /** The open queues that the team's members, present or gone, cover or have covered, by name. */
  readonly queues: readonly string[];
};

export type RosterSnapshots = {
  /** One consistent read; `undefined` while there are no read tables, as after a rollback. */
  snapshot(team: string): Promise<RosterSnapshot | undefined>;
};
