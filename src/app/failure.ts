import { Rejection, type RejectionCode } from "../domain/kernel/rejection.ts";
import { AccessDenied } from "./access/access.ts";
import { AuthenticationUnavailable, Unauthenticated } from "./access/failures.ts";
import { KeyRefused } from "./access/keyDesk.ts";
import { CsvTooLarge } from "./csv/problems.ts";
import { LedgerContradicted } from "./ledger/failures.ts";
import { ForeignLog } from "./openLog.ts";
import { codeOf, isError } from "./outages.ts";
import { LogUnavailable, StreamConflict } from "./ports/eventLog.ts";
import { RotationUnfinished } from "./ports/keySource.ts";
import { LogInUse } from "./ports/logUse.ts";
import { TablesBehind, TablesUnavailable } from "./ports/projections.ts";
import { BadFile, FileUnwritable } from "./preferences/failures.ts";
import { ReadNotRecorded } from "./reads/readRecord.ts";
import { UnreadableEvent } from "./streamReader.ts";
import { ArchiveClosed, BadArchive, Unproved } from "./retention/failures.ts";

/**
 * What a failure means, whichever door tells it.
 * - `bad-input`: usage, a setting, a file, a value
 * - `refused`: a rule says no; `denied`: the caller may not
 * - `conflict`: others were faster
 * - `unavailable`: database, log or disk; trying again may help
 * - `unexpected`: anything else, which is a bug
 */
export type FailureKind = "bad-input" | "refused" | "denied" | "conflict" | "unavailable" | "unexpected";

/** What went wrong, as a person (`message`, a sentence) and a program (`code`, `details`) are told. */
export type Failure = {
  readonly kind: FailureKind;
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
};

/** What each refusal means. */
export const rejectionKinds: Readonly<Record<RejectionCode, FailureKind>> = {
  "invalid-value": "bad-input",
  "date-in-future": "refused",
  "date-before-start": "refused",
  "conflicts-with-later-change": "refused",
  "ambiguous-name": "refused",
  "member-unknown": "refused",
  "member-already-registered": "refused",
  "member-not-active": "refused",
  "member-still-active": "refused",
  "member-has-reports": "refused",
  "member-within-retention": "refused",
  "member-erased": "refused",
  "legal-hold": "refused",
  "hold-unknown": "refused",
  "member-sealed": "refused",
  "email-taken": "refused",
  "manager-cycle": "refused",
  "manager-not-active": "refused",
  "unknown-team": "refused",
  "queue-unknown": "refused",
  "queue-closed": "refused",
  "queue-has-members": "refused",
  "queue-name-taken": "refused",
  "queue-would-be-uncovered": "refused",
  "already-assigned": "refused",
  "not-assigned": "refused",
  "change-unknown": "refused",
  "change-not-pending": "refused",
  "revision-conflict": "conflict",
  "plan-outdated": "conflict",
  "csv-unreadable": "bad-input",
  "import-refused": "refused",
  "too-many-leavers": "refused",
  "rolled-back": "refused",
};

/** Tells what any thrown value means. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Rejection) {
    const { code, message, details } = error;
    return { kind: rejectionKinds[code], code, message, details };
  }
  if (error instanceof AccessDenied)
    return { kind: "denied", code: "access-denied", message: error.message, details: { action: error.action } };
  if (error instanceof BadFile) {
    const { code, file, place, message } = error;
    return { kind: "bad-input", code: `file-${code}`, message, details: { file, ...(place && { place }) } };
  }
  return outage(error) ?? unexpected(error);
}

type Known = Pick<Failure, "kind" | "code">;

/** What Muster throws on purpose beside refusals, by the name of its class: adapters are not known here, nor loaded. */
const byName: Readonly<Record<string, Known>> = {
  BadSetting: { kind: "bad-input", code: "bad-setting" },
  [ForeignLog.name]: { kind: "bad-input", code: "foreign-log" },
  [RotationUnfinished.name]: { kind: "bad-input", code: "rotation-unfinished" },
  [LogInUse.name]: { kind: "conflict", code: "log-in-use" },
  BadKeyFile: { kind: "bad-input", code: "bad-key-file" },
  BadSigningKeys: { kind: "bad-input", code: "bad-signing-keys" },
  BadArchiveKeys: { kind: "bad-input", code: "bad-archive-keys" },
  [ArchiveClosed.name]: { kind: "bad-input", code: "archive-closed" },
  [BadArchive.name]: { kind: "conflict", code: "archive-unproved" },
  [Unproved.name]: { kind: "conflict", code: "archive-unproved" },
  [LedgerContradicted.name]: { kind: "conflict", code: "ledger-contradicted" },
  WrongWrappingKey: { kind: "bad-input", code: "wrong-key" },
  HomeUnusable: { kind: "bad-input", code: "home-unusable" },
  [CsvTooLarge.name]: { kind: "bad-input", code: "csv-too-large" },
  BadTokenFile: { kind: "bad-input", code: "bad-token-file" },
  [KeyRefused.name]: { kind: "refused", code: "key-refused" },
  [Unauthenticated.name]: { kind: "denied", code: "unauthenticated" },
  [AuthenticationUnavailable.name]: { kind: "unavailable", code: "authentication-unavailable" },
  [StreamConflict.name]: { kind: "conflict", code: "stream-conflict" },
  [ReadNotRecorded.name]: { kind: "unavailable", code: "read-not-recorded" },
  [LogUnavailable.name]: { kind: "unavailable", code: "log-unavailable" },
  [UnreadableEvent.name]: { kind: "unavailable", code: "unreadable-event" },
  [FileUnwritable.name]: { kind: "unavailable", code: "file-unwritable" },
  [TablesBehind.name]: { kind: "unavailable", code: "tables-behind" },
  [TablesUnavailable.name]: { kind: "unavailable", code: "tables-unavailable" },
  EmbeddedUnavailable: { kind: "unavailable", code: "database-unavailable" },
  MigrationRefused: { kind: "unavailable", code: "migration-refused" },
};

const diskErrors = new Set(["ENOSPC", "EDQUOT", "EROFS", "EIO", "EMFILE", "ENFILE"]);
const lineErrors = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "EAI_AGAIN",
]);

/** An outage, or a failure that is known, by the first of the error and its causes that tells. */
function outage(error: unknown): Failure | undefined {
  if (!isError(error)) return undefined;
  const known = byName[error.name];
  if (known) {
    const full = diskErrors.has(codeOf(error.cause));
    return { ...known, ...(full && { kind: "unavailable" }), message: error.message, details: {} };
  }
  return ofSystem(error) ?? outage(firstOf(error));
}

/** A failure that the system or the database's driver reports. */
function ofSystem(error: Error): Failure | undefined {
  const code = codeOf(error);
  const told = (what: string, message: string): Failure => ({
    ...{ kind: "unavailable", code: what },
    ...{ message, details: { code } },
  });
  if (diskErrors.has(code)) return told("disk", `The disk failed: ${error.message}.`);
  if (isSqlState(error)) return told("database", `The database failed: ${error.message}.`);
  if (lineErrors.has(code) || lostLine.test(error.message))
    return told(
      "database",
      `The database cannot be reached (${error.message}): see that it runs, and that its address is right.`,
    );
  return undefined;
}

// The driver has no code for these.
const lostLine =
  /^Connection terminated|timeout exceeded when trying to connect|^Client has encountered a connection error/;

const firstOf = (error: Error): unknown =>
  "errors" in error && Array.isArray(error.errors) ? (error.errors[0] as unknown) : error.cause;

const isSqlState = (error: Error): boolean => "severity" in error && /^[0-9A-Z]{5}$/.test(codeOf(error));

const unexpected = (error: unknown): Failure => ({
  kind: "unexpected",
  code: "unexpected",
  message: `Muster did not expect this: ${isError(error) ? error.message : String(error)}`,
  details: {},
});
