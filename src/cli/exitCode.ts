import type { RejectionCode } from "../domain/kernel/rejection.ts";

/** What a call ends with, for scripts. */
export const exitCode = {
  done: 0,
  /** Anything else, and `verify` or `--compare` with differences. */
  failed: 1,
  /** Usage, a setting, a file, a value. */
  badInput: 2,
  /** A rule says no. */
  refused: 3,
  /** Others were faster. */
  conflict: 4,
  /** Database, log or disk. */
  unavailable: 5,
} as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

const { badInput, refused, conflict } = exitCode;

/** How each refusal ends a call. */
export const exitCodeOf: Readonly<Record<RejectionCode, ExitCode>> = {
  "invalid-value": badInput,
  "date-in-future": refused,
  "date-before-start": refused,
  "conflicts-with-later-change": refused,
  "ambiguous-name": refused,
  "member-unknown": refused,
  "member-already-registered": refused,
  "member-not-active": refused,
  "member-still-active": refused,
  "member-has-reports": refused,
  "member-within-retention": refused,
  "email-taken": refused,
  "manager-cycle": refused,
  "manager-not-active": refused,
  "unknown-team": refused,
  "queue-unknown": refused,
  "queue-closed": refused,
  "queue-has-members": refused,
  "queue-name-taken": refused,
  "queue-would-be-uncovered": refused,
  "already-assigned": refused,
  "not-assigned": refused,
  "revision-conflict": conflict,
  "rolled-back": refused,
};
