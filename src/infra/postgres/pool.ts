import type pg from "pg";
import { Lines } from "./lines.ts";

export type PoolOptions = {
  /** How the connections call themselves in `pg_stat_activity`. */
  readonly name?: string;
  readonly max?: number;
  /** After how long without an answer a connection is given up, in milliseconds. */
  readonly connectTimeoutMs?: number;
  /** The role that the connections work in, from their start; the user that logs in must be allowed to take it. */
  readonly role?: string;
  /** Where the connections are entered, so that they can be given up with the process's others. */
  readonly lines?: Lines;
};

/**
 * Connections to the Postgres at a URL (or where it is then, where that may change). The log's append needs read committed, whatever the server's default is.
 * A connection that is terminated while idle is replaced at its next use, and one that is in use says so by its next
 * query; without listeners either would end the process.
 */
export function openPool(
  url: string | (() => string),
  { name = "muster", max = 10, connectTimeoutMs = 10_000, role, lines = new Lines() }: PoolOptions = {},
): pg.Pool {
  const pool = lines.pool(typeof url === "string" ? () => url : url, {
    application_name: name,
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    options: [
      "default_transaction_isolation=read committed",
      "timezone=UTC",
      ...(role === undefined ? [] : [`role=${role}`]),
    ]
      .map(startupOption)
      .join(" "),
  });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

// What Postgres sets before the first query costs no round trip, and is what `reset role` comes back to.
const startupOption = (setting: string): string => `-c ${setting.replace(/[\\\s]/g, "\\$&")}`;
