import type { MusterEvent } from "../../domain/event.ts";
import type { Recorded } from "../../domain/recorded.ts";
import type { RosterTables } from "../../projections/rosterTables.ts";

/** The rows that events concern, as they are and as they would be. */
export type ForeseenRows = { readonly before: RosterTables; readonly after: RosterTables };

/** Lays events that are not recorded on the read tables as they stand, and keeps nothing of it. */
export type Foresee = (events: readonly Recorded<MusterEvent>[]) => Promise<ForeseenRows>;
