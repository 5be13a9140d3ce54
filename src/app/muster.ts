import type { MusterEvent } from "../domain/event.ts";
import type { Recorded } from "../domain/recorded.ts";
import type { Unreadable } from "./codec/eventCodec.ts";
import type { CommandHandler } from "./commandHandler.ts";
import type { Clock } from "./ports/clock.ts";
import type { Position } from "./ports/eventLog.ts";
import type { Projections } from "./ports/projections.ts";
import type { RosterQueries } from "./ports/rosterQueries.ts";

/** The organisation's one time zone, and today's date in it. */
export type Calendar = { readonly timezone: string; today(): string };

/** Where things are, for a person and for `doctor`. */
export type Whereabouts = {
  readonly home: string;
  /** Which rule chose the home: the setting, the nearest `.muster` upward, or the user's data folder. */
  readonly homeChosenBy: string;
  readonly keyFile: string;
  /** The preferences file that is kept in step, where one has been imported or named. */
  readonly file: string | undefined;
  /** The address of the database, with the password of an embedded one. */
  readonly databaseUrl: string;
  readonly embedded: boolean;
  readonly log: "postgres" | "eventstore";
};

/**
 * Muster as its doors see it: every use case once. Parts open when they are first used; `close` ends them all.
 * Reads and changes are refused with `rolled-back` after a rollback, until an import or a rebuild.
 */
export type Muster = {
  readonly commands: CommandHandler;
  readonly queries: RosterQueries;
  readonly projections: Projections;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly whereabouts: Whereabouts;
  /** The log's events after a position, in pages, opened. */
  events(after: Position): AsyncIterable<readonly (Recorded<MusterEvent> | Unreadable)[]>;
  /**
   * Waits until the tables and the file hold the position. Where no process projects, this one does, up to there;
   * intents that a crash left waiting are settled on the way.
   */
  settle(position: Position): Promise<void>;
  close(): Promise<void>;
};
