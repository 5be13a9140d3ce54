import type { LocalDate } from "../../domain/kernel/time.ts";
import type { DayRange, Facts } from "../../projections/figures/facts.ts";
import type { Needs } from "../../projections/figures/figure.ts";
import type { Position } from "./eventLog.ts";

/**
 * Which facts are wanted.
 * @property range what does not touch these days may be left out, and is; absent is of all days
 * @property days the last day of each step, where those alone matter
 * @property until what is scheduled for this day and before counts as if it had come
 * @property without ids of members and queues whose facts are left out
 * @property team of people, those of one team alone may be answered; queues and who covers them are answered all
 */
export type FactsWanted = {
  readonly needs: Needs;
  readonly range?: DayRange | undefined;
  readonly team: string | null;
  readonly days?: readonly LocalDate[] | undefined;
  readonly until?: LocalDate | undefined;
  readonly without?: readonly string[] | undefined;
};

/** How many scheduled changes are counted as if they had come, and which would be refused on their day. */
export type ScheduledIn = {
  readonly applied: number;
  readonly refused: readonly { readonly changeId: string; readonly on: LocalDate; readonly code: string }[];
};

/**
 * Facts, and up to which position of the log they are told.
 * @property scheduled absent where none was looked for
 * @property why nothing can be said of tickets, where they were wanted
 */
export type KnownFacts = {
  readonly facts: Facts;
  readonly position: Position;
  readonly scheduled?: ScheduledIn;
  readonly why?: string;
};

/** Where figures come from: the log's events as intervals of days. */
export type FigureSources = {
  /**
   * What is known by now, or was up to a position.
   * @throws {UnreadableEvent} where an event stands in the way that this build cannot read
   * @throws {TablesUnavailable} {TablesBehind} {LogUnavailable}
   */
  facts(wanted: FactsWanted, upTo?: Position): Promise<KnownFacts>;
};

/** Sources that keep what they have told, so that to be asked again costs by the answer. */
export type KeptFigures = FigureSources & {
  /** Takes in what the log has had since, in the background, until the signal. */
  follow(signal: AbortSignal): Promise<void>;
  /** Forgets all that is kept: it is computed anew from the log. */
  forget(): Promise<void>;
};
