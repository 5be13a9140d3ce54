import pg from "pg";

export type PoolOptions = {
  /** How the connections call themselves in `pg_stat_activity`. */
  readonly name?: string;
  readonly max?: number;
  /** After how long without an answer a connection is given up, in milliseconds. */
  readonly connectTimeoutMs?: number;
};

/**
 * Connections to the Postgres at a URL. The log's append needs read committed, whatever the server's default is.
 * A connection that is terminated while idle is replaced at its next use, and one that is in use says so by its next
 * query; without listeners either would end the process.
 */
export function openPool(url: string, { name = "muster", max = 10, connectTimeoutMs = 10_000 }: PoolOptions = {}) {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: name,
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    options: "-c default_transaction_isolation=read\\ committed -c timezone=UTC",
  });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}
