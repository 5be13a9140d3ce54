import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MigrationRefused, postgresMigrations } from "../../src/infra/postgres/migrations.ts";
import { openPool } from "../../src/infra/postgres/pool.ts";
import { postgresReadModel, prepareSchema } from "../../src/infra/postgres/readModel.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let folder: string;

const step = async (name: string, up: string, down: string) => {
  await writeFile(join(folder, `${name}.up.sql`), up);
  await writeFile(join(folder, `${name}.down.sql`), down);
};
const tables = async () => {
  const { rows } = await database.pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema in ('public', 'muster') order by 1",
  );
  return rows.map(({ name }) => name);
};

beforeEach(async () => {
  database = await createTestDatabase({ migrate: false });
  folder = await mkdtemp(join(tmpdir(), "muster-migrations-"));
  await step("0001-a", "create table a (x int); insert into a values (1);", "drop table a");
  await step("0002-b", "create table b (x int)", "drop table b");
});
afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

describe("migrations", () => {
  it("are applied once, in order, and recorded with their hash", async () => {
    const migrations = postgresMigrations(database.pool, folder);
    expect(await migrations.pending()).toEqual(["0001-a", "0002-b"]);
    expect(await migrations.up()).toEqual(["0001-a", "0002-b"]);
    expect(await migrations.up()).toEqual([]);
    expect(await tables()).toEqual(["a", "b", "migrations"]);
    const { rows } = await database.pool.query("select name, length(hash) from muster.migrations order by name");
    expect(rows).toEqual([
      { name: "0001-a", length: 64 },
      { name: "0002-b", length: 64 },
    ]);
  });

  it("changes nothing when asked what is pending", async () => {
    await postgresMigrations(database.pool, folder).pending();
    expect(await tables()).toEqual([]);
  });

  it("takes only the steps that are new", async () => {
    await postgresMigrations(database.pool, folder).up();
    await step("0003-c", "create table c (x int)", "drop table c");
    expect(await postgresMigrations(database.pool, folder).up()).toEqual(["0003-c"]);
  });

  it("are applied once by several processes that start at once", async () => {
    const pools = [1, 2, 3, 4, 5].map(() => openPool(database.url, { max: 2 }));
    const taken = await Promise.all(pools.map((pool) => postgresMigrations(pool, folder).up()));
    await Promise.all(pools.map((pool) => pool.end()));
    expect(taken.flat()).toEqual(["0001-a", "0002-b"]);
  });

  it("goes down to a step, newest first, and up again", async () => {
    const migrations = postgresMigrations(database.pool, folder);
    await migrations.up();
    expect(await migrations.downTo("0001-a")).toEqual(["0002-b"]);
    expect(await tables()).toEqual(["a", "migrations"]);
    expect(await migrations.up()).toEqual(["0002-b"]);
    expect(await migrations.downTo(null)).toEqual(["0002-b", "0001-a"]);
    expect(await migrations.downTo(null)).toEqual([]);
  });

  it("undoes a step between others, and makes it again; a step may be left out", async () => {
    await step("0003-c", "create table c (x int)", "drop table c");
    const migrations = postgresMigrations(database.pool, folder);
    expect(await migrations.up(["0002-b"])).toEqual(["0001-a", "0003-c"]);
    expect(await migrations.up(["0002-b"])).toEqual([]);
    expect(await migrations.up()).toEqual(["0002-b"]);
    expect(await migrations.undo(["0001-a", "0002-b"])).toEqual(["0002-b", "0001-a"]);
    expect(await migrations.undo(["0002-b"])).toEqual([]);
    expect(await tables()).toEqual(["c", "migrations"]);
  });

  it("leaves nothing of a step that fails, and keeps those before it", async () => {
    await step("0003-c", "create table c (x int); select 1/0;", "drop table c");
    const migrations = postgresMigrations(database.pool, folder);
    await expect(migrations.up()).rejects.toThrow(/0003-c.*division by zero/);
    expect(await tables()).toEqual(["a", "b", "migrations"]);
    expect(await migrations.pending()).toEqual(["0003-c"]);
  });

  it("refuses a database whose applied step was changed since", async () => {
    const migrations = postgresMigrations(database.pool, folder);
    await migrations.up();
    await appendFile(join(folder, "0001-a.up.sql"), "\n-- edited");
    const changed = /0001-a was changed after it was applied/;
    await expect(migrations.up()).rejects.toThrow(changed);
    await expect(migrations.pending()).rejects.toThrow(MigrationRefused);
    await expect(migrations.downTo(null)).rejects.toThrow(changed);
    expect(await tables()).toEqual(["a", "b", "migrations"]);
  });

  it("refuses a database that a newer version has migrated", async () => {
    await step("0003-c", "create table c (x int)", "drop table c");
    await postgresMigrations(database.pool, folder).up();
    await rm(join(folder, "0003-c.up.sql"));
    await expect(postgresMigrations(database.pool, folder).up()).rejects.toThrow(/0003-c.*newer/);
  });

  it("refuses to go down to a step that does not exist", () =>
    expect(postgresMigrations(database.pool, folder).downTo("0009-x")).rejects.toThrow("no migration 0009-x"));
});

describe("a rollback", () => {
  it("drops the read tables alone, and holds them back while newer steps are taken", async () => {
    const migrations = postgresMigrations(database.pool);
    const readModel = postgresReadModel(database.pool, migrations);
    await prepareSchema(migrations, readModel);
    const all = await tables();
    await readModel.rollBack();
    const left = await tables();
    expect(all.filter((table) => !left.includes(table))).toEqual([
      "assignment_versions",
      "known_at",
      "member_versions",
      "queue_versions",
      "queues",
      "team_member_history",
      "team_members",
      "team_queue_assignments",
    ]);
    expect(await prepareSchema(migrations, readModel)).toBe(true);
    expect(await tables()).toEqual(left);
    await readModel.restore();
    expect(await tables()).toEqual(all);
  });
});

describe("the project's own migrations", () => {
  it("go up, down and up again", async () => {
    const migrations = postgresMigrations(database.pool);
    const taken = await migrations.up();
    expect(taken).toEqual(expect.arrayContaining(["0001-log", "0002-data-keys"]));
    expect(await migrations.downTo(null)).toEqual([...taken].reverse());
    expect(await tables()).toEqual(["migrations"]);
    expect(await migrations.up()).toEqual(taken);
  });
});
