// Of Postgres: connection lost, out of resources, stopped by an operator, failure of the system. Of Node: a lost line.
const passing = /^(08...|53...|57...|58...|E(CONN|PIPE|TIMEDOUT|HOSTUNREACH|NOTFOUND|AI_AGAIN)[A-Z_]*)$/;
const lostLine =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end)/;

/** Whether the database did not answer, told by the first of the error and its causes that says so. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (passing.test(code) || lostLine.test(error.message) || error.name === "EmbeddedUnavailable") return true;
  return error instanceof AggregateError ? error.errors.some(isOutage) : isOutage(error.cause);
}
