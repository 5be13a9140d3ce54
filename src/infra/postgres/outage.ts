import pg, { type Pool, type QueryConfig, type QueryResultRow } from "pg";
import { LogUnavailable } from "../../app/ports/eventLog.ts";

// Connection lost, out of resources, stopped by an operator, failure of the system, transaction rolled back,
// read-only (a standby), a lock not had in time: nothing is wrong with what was asked.
const passing = /^(08|53|57|58|40|25006|55P03)/;

/** Whether trying again may help. What the server itself did not answer is an outage too: the line was lost. */
const isOutage = (error: unknown): boolean => !(error instanceof pg.DatabaseError) || passing.test(error.code ?? "");

/** Asks the log's database. An outage, or no answer in time, becomes `LogUnavailable` with its cause. */
export type Ask = <R extends QueryResultRow>(query: QueryConfig) => Promise<readonly R[]>;

/** @param answerMs how long to wait; the connection of a question that was given up is closed */
export const asking =
  (pool: Pool, answerMs: number): Ask =>
  async <R extends QueryResultRow>(query: QueryConfig) => {
    // pg reads the limit of a single query, which its types do not know.
    const limit = { query_timeout: answerMs };
    try {
      return (await pool.query<R>({ ...query, ...limit })).rows;
    } catch (error) {
      if (!isOutage(error)) throw error;
      throw new LogUnavailable(`The log's database cannot be reached: ${reason(error)}`, { cause: error });
    }
  };

// A host name with several addresses fails with several errors and no message of its own.
const reason = (error: unknown): string => {
  const { message, errors } = error as Partial<AggregateError>;
  return message || (errors?.map(reason).join(", ") ?? String(error));
};
