import type { Pool, PoolClient } from "pg";
import { grantRoles } from "./roles.ts";
import { migrationFolder, readMigrations, type Migration } from "./migrationFiles.ts";

/** The database's schema is not one that this Muster can move: a step was changed, or comes from a newer version. */
export class MigrationRefused extends Error {
  override readonly name = "MigrationRefused";
}

/** The database's schema, step by step. Several processes may call at once: one works, the others wait for it. */
export type Migrations = {
  /** Applies what is pending, but for some; answers the names of the steps taken. @throws {MigrationRefused} */
  up(except?: readonly string[]): Promise<readonly string[]>;
  /** Undoes, newest first, every step after the named one, or all of them with `null`. @throws {MigrationRefused} */
  downTo(name: string | null): Promise<readonly string[]>;
  /** Undoes the named steps that are applied, newest first, and leaves those around them. @throws {MigrationRefused} */
  undo(names: readonly string[]): Promise<readonly string[]>;
  /** The steps that `up` would take. Changes nothing. @throws {MigrationRefused} */
  pending(): Promise<readonly string[]>;
};

type Queryable = Pick<PoolClient, "query">;

// Any number will do that nobody else locks in this database.
const lockKey = 7_308_337_220_148;

async function applied(client: Queryable): Promise<ReadonlyMap<string, string>> {
  const exists = await client.query<{ yes: boolean }>("select to_regclass('muster.migrations') is not null as yes");
  if (!exists.rows[0]?.yes) return new Map();
  const { rows } = await client.query<{ name: string; hash: string }>("select name, hash from muster.migrations");
  return new Map(rows.map(({ name, hash }) => [name, hash]));
}

/** The steps not yet applied, once it is certain that those applied are the very ones that we know. */
function unapplied(steps: readonly Migration[], hashes: ReadonlyMap<string, string>): readonly Migration[] {
  const known = new Map(steps.map((step) => [step.name, step.hash]));
  for (const [name, hash] of [...hashes].sort()) {
    if (!known.has(name))
      throw new MigrationRefused(
        `This database has the migration ${name}, which this version of Muster lacks: use a newer one.`,
      );
    if (known.get(name) !== hash)
      throw new MigrationRefused(
        `The migration ${name} was changed after it was applied to this database: restore the file and add a new migration instead.`,
      );
  }
  return steps.filter((step) => !hashes.has(step.name));
}

async function inTransaction(client: Queryable, work: () => Promise<unknown>): Promise<void> {
  await client.query("begin");
  try {
    await work();
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

const steps = (client: Queryable, migrations: readonly Migration[]) =>
  migrations.map(({ name, up, down, hash }) => ({
    name,
    up: () =>
      inTransaction(client, async () => {
        await client.query(up);
        await client.query("insert into muster.migrations (name, hash) values ($1, $2)", [name, hash]);
      }),
    down: () =>
      inTransaction(client, async () => {
        await client.query(down);
        await client.query("delete from muster.migrations where name = $1", [name]);
      }),
  }));

// Loaded when there is work: a command that finds the schema in order should not wait for it.
async function umzug(client: Queryable, migrations: readonly Migration[]) {
  const { Umzug } = await import("umzug");
  return new Umzug({
    migrations: steps(client, migrations),
    storage: {
      // Each step records itself, in its own transaction.
      logMigration: () => Promise.resolve(),
      unlogMigration: () => Promise.resolve(),
      executed: async () => [...(await applied(client)).keys()].sort(),
    },
    logger: undefined,
  });
}

async function locked<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [lockKey]);
    await client.query("create schema if not exists muster");
    await client.query(
      'create table if not exists muster.migrations (name text collate "C" primary key, hash text not null, applied_at timestamptz not null default now())',
    );
    return await work(client);
  } finally {
    // Ending the session frees the lock, whatever state the connection is in.
    client.release(true);
  }
}

const names = (taken: readonly { readonly name: string }[]): readonly string[] => taken.map(({ name }) => name);

/** The migrations of a folder, by default the project's own, on the database of a pool. */
export function postgresMigrations(pool: Pool, folder: string = migrationFolder): Migrations {
  const pending = async () => names(unapplied(await readMigrations(folder), await applied(pool)));
  const down = async (undone: (step: string) => boolean) => {
    const migrations = await readMigrations(folder);
    return locked(pool, async (client) => {
      const hashes = await applied(client);
      unapplied(migrations, hashes);
      const wanted = [...hashes.keys()].filter(undone).sort().reverse();
      return wanted.length === 0 ? [] : names(await (await umzug(client, migrations)).down({ migrations: wanted }));
    });
  };
  return {
    pending,
    async up(except = []) {
      const wanted = (steps: readonly string[]) => steps.filter((step) => !except.includes(step));
      if (wanted(await pending()).length === 0) return [];
      const migrations = await readMigrations(folder);
      return locked(pool, async (client) => {
        const steps = wanted(names(unapplied(migrations, await applied(client))));
        if (steps.length === 0) return [];
        const taken = names(await (await umzug(client, migrations)).up({ migrations: steps }));
        await grantRoles(client);
        return taken;
      });
    },
    async downTo(name) {
      if (name !== null && !(await readMigrations(folder)).some((step) => step.name === name))
        throw new MigrationRefused(`There is no migration ${name}.`);
      return down((step) => name === null || step > name);
    },
    undo: (steps) => down((step) => steps.includes(step)),
  };
}
