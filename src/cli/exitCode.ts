import type { FailureKind } from "../app/failure.ts";

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

const { failed, badInput, refused, conflict, unavailable } = exitCode;

/** How each kind of failure ends a call. */
export const exitCodes: Readonly<Record<FailureKind, ExitCode>> = {
  "bad-input": badInput,
  refused,
  denied: refused,
  conflict,
  unavailable,
  unexpected: failed,
};
