import { afterAll, beforeAll } from "@jest/globals";
import { randomBytes } from "node:crypto";
import pg from "pg";
import { postgresMigrations } from "../../src/infra/postgres/migrations.ts";
import { openPool } from "../../src/infra/postgres/pool.ts";

/** A database of a test's own. `pool` is closed and the database dropped by `drop`. */
export type TestDatabase = { readonly url: string; readonly pool: pg.Pool; drop(): Promise<void> };

/** The server that the run's setup started, or the one that `DATABASE_URL` names. */
export function testServerUrl(): string {
  const url = process.env["MUSTER_TEST_SERVER"];
  if (!url) throw new Error("No test server: run the tests through jest's configuration.");
  return url;
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: testServerUrl() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A fresh database on the run's server, with the schema unless `migrate` is false. */
export async function createTestDatabase({ migrate = true } = {}): Promise<TestDatabase> {
  const name = `muster_test_${randomBytes(8).toString("hex")}`;
  await onServer(`create database ${name} template template0`);
  const url = new URL(testServerUrl());
  url.pathname = `/${name}`;
  const pool = openPool(url.href, { name: "muster-test" });
  if (migrate) await postgresMigrations(pool).up();
  return {
    url: url.href,
    pool,
    drop: async () => {
      await pool.end();
      await onServer(`drop database ${name} with (force)`);
    },
  };
}

/** One database for the tests of a file (or of a `describe`): `const database = useDatabase()`, then `database().pool`. */
export function useDatabase(options?: { readonly migrate?: boolean }): () => TestDatabase {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await createTestDatabase(options);
  });
  afterAll(() => database?.drop());
  return () => {
    if (!database) throw new Error("The database is there once the tests run.");
    return database;
  };
}
