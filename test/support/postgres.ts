import { afterAll, beforeAll } from "@jest/globals";
import { randomBytes } from "node:crypto";
import pg from "pg";
import { postgresMigrations } from "../../src/infra/postgres/migrations.ts";
import { openPool } from "../../src/infra/postgres/pool.ts";

/** A database of a test's own. `pool` is closed and the database dropped by `drop`. */
export type TestDatabase = {
  readonly name: string;
  readonly url: string;
  readonly pool: pg.Pool;
  drop(): Promise<void>;
};

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

/** Roles outlive the database that they were made for. */
async function dropRoles(database: string): Promise<void> {
  const roles = ["owner", "appender", "projector", "reader"].map((kind) => `muster_${database}_${kind}`);
  await onServer(`drop role if exists ${roles.map((role) => pg.escapeIdentifier(role)).join(", ")}`);
}

/** A user of the run's server that is no superuser. `at` is the address of a database with its name and password. */
export type Login = { readonly name: string; at(url: string): string; drop(): Promise<void> };

export async function createLogin({ createRole = false } = {}): Promise<Login> {
  const name = `muster_test_login_${randomBytes(4).toString("hex")}`;
  const password = randomBytes(8).toString("hex");
  await onServer(`create role ${name} login ${createRole ? "createrole" : ""} password '${password}'`);
  return {
    name,
    at: (url) => Object.assign(new URL(url), { username: name, password }).href,
    drop: () => onServer(`drop role ${name}`),
  };
}

/**
 * A fresh database on the run's server, with the schema unless `migrate` is false; a copy of the one that `template`
 * names, which nobody may use then.
 */
export async function createTestDatabase({
  migrate = true,
  template = "template0",
  owner = "",
} = {}): Promise<TestDatabase> {
  const name = `muster_test_${randomBytes(8).toString("hex")}`;
  await onServer(`create database ${name} template ${template} ${owner && `owner ${owner}`}`);
  const url = new URL(testServerUrl());
  url.pathname = `/${name}`;
  const pool = openPool(url.href, { name: "muster-test" });
  if (migrate) await postgresMigrations(pool).up();
  return {
    name,
    url: url.href,
    pool,
    drop: async () => {
      if (!pool.ended) await pool.end();
      await onServer(`drop database ${name} with (force)`);
      await dropRoles(name);
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
