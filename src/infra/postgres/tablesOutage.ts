import { TablesUnavailable } from "../../app/ports/projections.ts";

// Of Postgres: connection lost, out of resources, stopped by an operator, failure of the system, rolled back, a standby.
// Of Node: what begins with E and is in capitals. Of slonik: by its name, which spares loading it to tell.
const passing = /^(08...|53...|57...|58...|40...|25006|E[A-Z_]+)$/;
const lostLine =
  /^(Connection terminated|The projector's connection has ended|timeout exceeded when trying to connect)/i;
const ofSlonik = /^(BackendTerminated(Unexpectedly)?|Connection|StatementTimeout|StatementCancelled)Error$/;

function isOutage(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return passing.test(code) || lostLine.test(error.message) || ofSlonik.test(error.constructor.name);
}

/** Runs work on the read tables; an outage of their database becomes `TablesUnavailable`, with its cause. */
export async function reachingTables<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isOutage(error)) throw error;
    throw new TablesUnavailable(`The database of the read tables cannot be reached: ${error.message}`, {
      cause: error,
    });
  }
}
