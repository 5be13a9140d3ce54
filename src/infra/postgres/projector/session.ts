import type pg from "pg";
import { lineBeside } from "../lines.ts";
import { types } from "../types.ts";

type Query = pg.QueryConfig | string;
type Rows = pg.QueryResult<Record<string, unknown>>;

/** Waits for all, and then throws what went wrong first: what follows a failure in a transaction only says that one was. */
export async function settled<T extends readonly Promise<unknown>[] | []>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

/**
 * One connection of the projector's own. Queries that are not awaited share a round trip; transactions nest, the inner
 * ones as savepoints.
 */
export class Session {
  readonly #client: pg.Client;
  readonly #lost = new AbortController();
  #depth = 0;
  #gathering = false;

  private constructor(client: pg.Client) {
    this.#client = client;
    client.on("error", (error) => this.#lost.abort(error));
    client.on("end", () => this.#lost.abort(new Error("The projector's connection has ended.")));
  }

  static async open(pool: pg.Pool, settings: Readonly<Record<string, string>>): Promise<Session> {
    const client = lineBeside(pool, { pipeline: true, types });
    const session = new Session(client);
    try {
      await client.connect();
      await settled(Object.entries(settings).map(([name, value]) => session.query(`set ${name} = ${value}`)));
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  /** Aborted once the connection is gone, and with it every lock that it held. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  query(query: Query): Promise<Rows> {
    this.#gather();
    return this.#client.query<Record<string, unknown>>(query);
  }

  /** What is asked without waiting goes out as one: each write by itself would wake the server for one statement. */
  #gather(): void {
    if (this.#gathering) return;
    const { stream } = this.#client.connection;
    this.#gathering = true;
    stream.cork();
    queueMicrotask(() => {
      this.#gathering = false;
      stream.uncork();
    });
  }

  begin(isolation?: "repeatable read"): Promise<unknown> {
    this.#depth += 1;
    if (this.#depth > 1) return this.query(`savepoint level_${this.#depth}`);
    return this.query(isolation ? `begin isolation level ${isolation}` : "begin");
  }

  commit(): Promise<unknown> {
    const level = this.#depth;
    this.#depth -= 1;
    return this.query(level > 1 ? `release savepoint level_${level}` : "commit");
  }

  /** Undoes what was begun at this depth, and so also where the commit of it has failed. */
  async rollback(depth: number): Promise<void> {
    this.#depth = depth;
    if (depth === 0) await this.query("rollback");
    else
      await settled(
        [`rollback to savepoint level_${depth + 1}`, `release savepoint level_${depth + 1}`].map((sql) =>
          this.query(sql),
        ),
      );
  }

  get depth(): number {
    return this.#depth;
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }
}
