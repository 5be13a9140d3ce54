import type { Command } from "../../domain/command.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { ReasonCode } from "../../domain/member/messages.ts";
import type { Column } from "./columns.ts";
import type { CsvProblem } from "./problems.ts";

/** What a row comes to. `not-yet`: it holds from a day that has not come, so that nothing is recorded now. */
export const outcomes = ["joiner", "mover", "leaver", "unchanged", "not-yet", "refused"] as const;
export type RowOutcome = (typeof outcomes)[number];

/** In which order commands of one date are given, so that each finds what it needs. */
export const phase = { arrival: 0, change: 1, cover: 2, loss: 3, departure: 4 } as const;

/**
 * A command of a row.
 * @property column the column that asks for it
 * @property later what stands in for it where other changes leave no date before this one
 * @property upon the member whom it needs there, where the file has them arrive
 */
export type Step = {
  readonly on: LocalDate;
  readonly phase: (typeof phase)[keyof typeof phase];
  readonly column: Column | null;
  readonly command: Command;
  readonly later?: (on: LocalDate) => readonly Command[];
  readonly upon?: string | null | undefined;
};

/**
 * What a row of the file asks for, or the absence of a row (`row` is null).
 * @property memberId whom it is about, or would be; null where it names nobody
 * @property changes in words, for a person
 */
export type PlannedRow = {
  readonly row: number | null;
  readonly memberId: string | null;
  readonly name: string;
  readonly email: string;
  readonly team: string;
  readonly outcome: RowOutcome;
  readonly changes: readonly string[];
  readonly steps: readonly Step[];
  readonly problems: readonly CsvProblem[];
};

/**
 * What holds for all of an import.
 * @property on when changes take effect that have no date of their own
 * @property newTeams the teams that it may found
 * @property acceptUncovered ids of the queues that may fall below their minimum
 * @property complete the file has everyone of its teams: who is active there and not in it has left
 */
export type Terms = {
  readonly on: LocalDate;
  readonly today: LocalDate;
  readonly newTeams: ReadonlySet<string>;
  readonly acceptUncovered: readonly string[];
  readonly complete: boolean;
  readonly reasonCode: ReasonCode;
  readonly newId: (row: number) => string;
};
