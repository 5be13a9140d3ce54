import { CommanderError } from "commander";
import { ForeignLog } from "../app/openLog.ts";
import { LogUnavailable, StreamConflict } from "../app/ports/eventLog.ts";
import { RotationUnfinished } from "../app/ports/keySource.ts";
import { LogInUse } from "../app/ports/logUse.ts";
import { TablesBehind, TablesUnavailable } from "../app/ports/projections.ts";
import { BadFile, FileUnwritable } from "../app/preferences/failures.ts";
import { UnreadableEvent } from "../app/streamReader.ts";
import { Rejection } from "../domain/kernel/rejection.ts";
import { exitCode, type ExitCode, exitCodeOf } from "./exitCode.ts";
import { hints } from "./hints.ts";
import { Unsettled } from "./unsettled.ts";

/** What went wrong, as a person and a program are told. `hint` is what to type, where there is something. */
export type Failure = {
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly hint?: string | undefined;
};

const { failed, badInput, conflict, unavailable } = exitCode;

/** Tells what any thrown value means. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Rejection) {
    const { code, message, details } = error;
    return { exitCode: exitCodeOf[code], code, message, details, hint: hints[code] };
  }
  if (error instanceof CommanderError) return { exitCode: badInput, code: "usage", message: usage(error), details: {} };
  if (error instanceof BadFile) {
    const { code, file, place, message } = error;
    return { exitCode: badInput, code: `file-${code}`, message, details: { file, ...(place && { place }) } };
  }
  if (error instanceof Unsettled) {
    const failure = failureOf(error.cause);
    return { ...failure, message: `${error.message} ${failure.message}` };
  }
  return outage(error) ?? unexpected(error);
}

/** What Muster throws on purpose beside refusals, by the name of its class: adapters are not known here, nor loaded. */
const byName: Readonly<Record<string, { readonly exitCode: ExitCode; readonly code: string }>> = {
  BadSetting: { exitCode: badInput, code: "bad-setting" },
  [ForeignLog.name]: { exitCode: badInput, code: "foreign-log" },
  [RotationUnfinished.name]: { exitCode: badInput, code: "rotation-unfinished" },
  [LogInUse.name]: { exitCode: conflict, code: "log-in-use" },
  BadKeyFile: { exitCode: badInput, code: "bad-key-file" },
  WrongWrappingKey: { exitCode: badInput, code: "wrong-key" },
  HomeUnusable: { exitCode: badInput, code: "home-unusable" },
  [StreamConflict.name]: { exitCode: conflict, code: "stream-conflict" },
  [LogUnavailable.name]: { exitCode: unavailable, code: "log-unavailable" },
  [UnreadableEvent.name]: { exitCode: unavailable, code: "unreadable-event" },
  [FileUnwritable.name]: { exitCode: unavailable, code: "file-unwritable" },
  [TablesBehind.name]: { exitCode: unavailable, code: "tables-behind" },
  [TablesUnavailable.name]: { exitCode: unavailable, code: "tables-unavailable" },
  EmbeddedUnavailable: { exitCode: unavailable, code: "database-unavailable" },
  MigrationRefused: { exitCode: unavailable, code: "migration-refused" },
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
    return { ...known, ...(full && { exitCode: unavailable }), message: error.message, details: {} };
  }
  return ofSystem(error) ?? outage(firstOf(error));
}

/** A failure that the system or the database's driver reports. */
function ofSystem(error: Error): Failure | undefined {
  const code = codeOf(error);
  const told = (what: string, message: string) => ({ exitCode: unavailable, code: what, message, details: { code } });
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

// Also where it comes from another context of the same process.
const isError = (error: unknown): error is Error =>
  error instanceof Error || (typeof error === "object" && error !== null && "message" in error && "stack" in error);

const firstOf = (error: Error): unknown =>
  "errors" in error && Array.isArray(error.errors) ? (error.errors[0] as unknown) : error.cause;

const codeOf = (error: unknown): string =>
  isError(error) && "code" in error && typeof error.code === "string" ? error.code : "";

const isSqlState = (error: Error): boolean => "severity" in error && /^[0-9A-Z]{5}$/.test(codeOf(error));

const unexpected = (error: unknown): Failure => ({
  exitCode: failed,
  code: "unexpected",
  message: `Muster did not expect this: ${isError(error) ? error.message : String(error)}`,
  details: {},
  hint: "--verbose shows where it comes from.",
});

const usage = ({ message }: CommanderError): string =>
  message
    .replace(/^error: /, "")
    .replace(/\n/g, " ")
    .replace(/^./, (first) => first.toUpperCase());
