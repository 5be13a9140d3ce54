import { createHash } from "node:crypto";
import type pg from "pg";
import { createDriverFactory, createPool, type DatabasePool, type Interceptor, SchemaValidationError } from "slonik";
import { lineBeside } from "./lines.ts";
import { reachingTables } from "./tablesOutage.ts";
import { types } from "./types.ts";

/** slonik over connections that are made like all others, so that one address and one set of parsers serves both. */
const driverFor = (pool: pg.Pool) =>
  createDriverFactory(() =>
    Promise.resolve({
      createPoolClient: ({ clientEventEmitter }) => {
        // Nothing is written here, whatever the user that connects may do: some of what is read is not Muster's.
        const options = `${pool.options.options ?? ""} -c default_transaction_read_only=on`;
        const client = lineBeside(pool, { options, types });
        client.on("error", (error) => clientEventEmitter.emit("error", error));
        return Promise.resolve({
          connect: async () => {
            await client.connect();
          },
          end: () => client.end(),
          query: async (text: string, values: unknown[] = [], { name }: { readonly name?: string } = {}) => {
            const { command, fields, rowCount, rows } = await client.query<Record<string, unknown>>(
              name === undefined ? { text, values } : { name, text, values },
            );
            const named = fields.map((field) => ({ dataTypeId: field.dataTypeID, name: field.name }));
            return { command: command as "SELECT", fields: named, rowCount, rows };
          },
          stream: () => {
            throw new Error("The read tables are not streamed.");
          },
        });
      },
    }),
  );

/** Names each statement after its text, so that Postgres prepares it once a connection. */
function namesStatements(): Interceptor {
  const names = new Map<string, string>();
  const nameOf = (text: string): string => {
    const known = names.get(text);
    if (known !== undefined) return known;
    const name = `roster-${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
    names.set(text, name);
    return name;
  };
  return { name: "names-statements", transformQuery: (_, query) => ({ ...query, name: nameOf(query.sql) }) };
}

/** Holds each row against the shape that its query promises. */
const checksRows: Interceptor = {
  name: "checks-rows",
  transformRow: ({ resultParser }, query, row) => {
    if (!resultParser) return row;
    const outcome = resultParser["~standard"].validate(row);
    if (outcome instanceof Promise) throw new Error("Rows are checked at once: their shape must not be asynchronous.");
    if (outcome.issues) throw new SchemaValidationError(query, row, outcome.issues);
    return outcome.value as typeof row;
  },
};

/** Opens slonik to the database of a pool; it connects at the first query. */
function openRosterPool(pool: pg.Pool): Promise<DatabasePool> {
  return createPool(pool.options.connectionString ?? "", {
    driverFactory: driverFor(pool),
    interceptors: [namesStatements(), checksRows],
    // The default, DISCARD ALL, costs a round trip and forgets the prepared statements.
    resetConnection: () => Promise.resolve(),
    connectionRetryLimit: 1,
    idleTimeout: 60_000,
    maxPoolSize: pool.options.max,
  });
}

/** Reads of the tables, on connections that open at the first of them. */
export type TableReads = {
  /** @throws {TablesUnavailable} where the database does not answer */
  read<T>(work: (tables: DatabasePool) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

export function tableReads(pool: pg.Pool): TableReads {
  let slonik: Promise<DatabasePool> | undefined;
  return {
    read: (work) => reachingTables(async () => work(await (slonik ??= openRosterPool(pool)))),
    close: async () => {
      await (await slonik?.catch(() => undefined))?.end();
    },
  };
}
