import type { LocalDate } from "../../domain/kernel/time.ts";
import type { AssignmentType } from "../../domain/member/messages.ts";
import type { DayRange, Facts, Stay } from "./facts.ts";
import type { StepName } from "./steps.ts";

/**
 * One line of an answer: `value` is `numerator` ÷ `denominator`, or the count itself where nothing divides it.
 * @property group what the line is of, where a step has several: a team, a queue, joiners
 * @property value null where there is nothing to divide by: the average over nobody is none
 * @property parts what the numerator is made of, and what else one wants to know of it, by name
 */
export type FigureRow = DayRange & {
  readonly group: string | null;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly parts: Readonly<Record<string, number | null>>;
};

/** A stretch of days in which a queue is covered, or not, in the same way. `covering` leaves trainees out. */
export type CoverageInterval = DayRange & {
  readonly queueId: string;
  readonly queue: string;
  readonly covering: number;
  readonly minimum: number;
  readonly state: "covered" | "under-minimum" | "uncovered";
};

/** A queue that one active person alone covers, trainees left out. */
export type SinglePoint = {
  readonly on: LocalDate;
  readonly queueId: string;
  readonly queue: string;
  readonly memberId: string;
};

/** Somebody's assignment to a queue, as far as it lies in the period. */
export type AssignmentInterval = DayRange & {
  readonly queueId: string;
  readonly queue: string;
  readonly memberId: string;
  readonly assignmentType: AssignmentType;
};

/** @property total the same over all steps, as the method has it; absent where a sum would say nothing */
export type FigureResult = {
  readonly rows: readonly FigureRow[];
  readonly total?: FigureRow;
  readonly intervals?: readonly CoverageInterval[];
  readonly assignments?: readonly AssignmentInterval[];
  readonly queues?: readonly SinglePoint[];
};

/** Of which days, parted how, by which method, and of which team; of the whole organisation where none is named. */
export type FigureQuestion<Method extends string = string> = {
  readonly range: DayRange;
  readonly step: StepName;
  readonly method: Method;
  readonly team: string | null;
};

/** What a method computes, in a sentence, and whose definition that is. */
export type MethodNote = { readonly definition: string; readonly source: string };

/**
 * What a figure is computed from.
 * @property people `presences` tell who is there in the days of the period, who comes and who goes: enough where it does
 * not matter who they are, on which team, and since when
 * @property queues who covers which, and of `all` also when they are open
 * @property allDays whether more than the days of the period matters
 * @property tickets those that came in, by day and queue
 * @property lastDays where the last day of each step alone matters: what of a stay does
 */
export type Needs = {
  readonly people: "presences" | "stays" | "none";
  readonly queues: "covers" | "all" | "none";
  readonly allDays: boolean;
  readonly lastDays?: readonly (keyof Stay)[];
  readonly tickets?: true;
};

/** What a value is: a share (0.091 is 9.1 %), a number of people, of days, of assignments, or of tickets for each person. */
export const units = ["share", "people", "days", "assignments", "tickets"] as const;
export type Unit = (typeof units)[number];

/** A figure: its methods by name, the first of them the default, and how it comes of the facts. */
export type FigureDefinition<Method extends string = string> = {
  readonly methods: Readonly<Record<Method, MethodNote>>;
  readonly unit: Unit;
  readonly needs: (question: FigureQuestion<Method>) => Needs;
  readonly compute: (facts: Facts, question: FigureQuestion<Method>) => FigureResult;
};

/** The average over nobody is none. */
export const ratio = (numerator: number, denominator: number): number | null =>
  denominator === 0 ? null : numerator / denominator;

export const ownDefinition = "Muster's own definition";

/** It does not matter who they are. */
export const presences = (): Needs => ({ people: "presences", queues: "none", allDays: false });
/** On the last day of each step, something of who is there. */
export const staysOnLastDays = (...lastDays: readonly (keyof Stay)[]): Needs => ({
  ...{ people: "stays", queues: "none", allDays: false, lastDays },
});
export const queues = (): Needs => ({ people: "none", queues: "all", allDays: false });
