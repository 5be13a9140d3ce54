import { LogUnavailable } from "./ports/eventLog.ts";
import { TablesUnavailable } from "./ports/projections.ts";

// Of Postgres: connection lost, out of resources, stopped by an operator, failure of the system. Of Node: a lost line.
const passing = /^(08...|53...|57...|58...|E(CONN|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)[A-Z_]*)$/;
const lostLine =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end)/;

/** Whether the database or the log did not answer, told by the first of the error and its causes that says so. */
export function isOutage(error: unknown): boolean {
  if (!isError(error)) return false;
  if (error instanceof LogUnavailable || error instanceof TablesUnavailable) return true;
  if (passing.test(codeOf(error)) || lostLine.test(error.message) || error.name === "EmbeddedUnavailable") return true;
  return "errors" in error && Array.isArray(error.errors) ? error.errors.some(isOutage) : isOutage(error.cause);
}

// Also where it comes from another context of the same process.
export const isError = (error: unknown): error is Error =>
  error instanceof Error || (typeof error === "object" && error !== null && "message" in error && "stack" in error);

/** The code that the system or a driver gave an error, if any. */
export const codeOf = (error: unknown): string =>
  isError(error) && "code" in error && typeof error.code === "string" ? error.code : "";
