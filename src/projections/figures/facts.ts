import type { LocalDate } from "../../domain/kernel/time.ts";
import type { AssignmentType, ReasonCode } from "../../domain/member/messages.ts";

/** Days from the first to the last, both of them in it. */
export type DayRange = { readonly from: LocalDate; readonly to: LocalDate };

/** An interval of whole days; `to` is the last of them, null while there is none. */
export type Interval = { readonly from: LocalDate; readonly to: LocalDate | null };

/**
 * How a stay begins: with a first period of employment, with a later one, with a reactivation after days away, with
 * another team, or with another title or manager.
 */
export const beginnings = ["hired", "rehired", "returned", "transferred", "changed"] as const;
export type Beginning = (typeof beginnings)[number];

/** How a stay ends: with a departure for a reason, with another team, or with another title or manager. */
export type Ending = ReasonCode | "transferred" | "changed";

/**
 * Somebody active, from a day to a day, as far as it matters who they are: a figure of the whole organisation asks no
 * more. Nobody has two on one day.
 */
export type Presence = Interval & {
  readonly memberId: string;
  readonly begins: Beginning;
  readonly ends: Ending | null;
};

/**
 * The same with what holds throughout: one team, title and manager.
 * @property startDate the first day of the period of employment, which goes on through a reactivation
 * @property servedBefore how many days former periods of employment had
 */
export type Stay = Presence & {
  readonly team: string;
  readonly title: string | null;
  readonly managerId: string | null;
  readonly startDate: LocalDate;
  readonly servedBefore: number;
};

/** Somebody active who covers a queue in one way, while on one team. `changed` is another way or another team. */
export type Cover = Interval & {
  readonly assignmentId: string;
  readonly memberId: string;
  readonly queueId: string;
  readonly assignmentType: AssignmentType;
  readonly team: string;
  readonly begins: "assigned" | "changed";
  readonly ends: "removed" | "changed" | null;
};

/** A queue that is open, under one name and with one minimum. */
export type QueueTerm = Interval & {
  readonly queueId: string;
  readonly name: string;
  readonly minimum: number;
};

/** Tickets that came in on a day in one queue, by the name that the service desk has for it; `open` are those still open. */
export type TicketsMade = {
  readonly on: LocalDate;
  readonly queue: string | null;
  readonly tickets: number;
  readonly open: number;
};

/** What figures are computed from: the log's events, folded in the order of their dates into intervals. */
export type Facts = {
  readonly stays: readonly Stay[];
  readonly covers: readonly Cover[];
  readonly terms: readonly QueueTerm[];
  /** Of the service desk's own table, where a figure needs them. */
  readonly tickets?: readonly TicketsMade[];
};

export const noFacts: Facts = { stays: [], covers: [], terms: [] };

/** Whether the day is in the interval. */
export const holdsOn = ({ from, to }: Interval, day: LocalDate): boolean => from <= day && (to === null || day <= to);
