import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { mkdirSync } from "node:fs";
import type pg from "pg";
import { newCommandId } from "../../../src/app/ids.ts";
import type { Muster } from "../../../src/app/muster.ts";
import type { WorkingRole } from "../../../src/app/ports/databaseRoles.ts";
import { Tokens } from "../../../src/composition/tokens.ts";
import { wire } from "../../../src/composition/wire.ts";
import { readConfig } from "../../../src/config.ts";
import { openHome } from "../../../src/infra/home.ts";
import { postgresMigrations } from "../../../src/infra/postgres/migrations.ts";
import { readyRoles } from "../../../src/infra/postgres/roles.ts";
import { openMuster } from "../../../src/openMuster.ts";
import { call, start, useTemporaryFolder } from "../../support/cli.ts";
import { until } from "../../support/embeddedHomes.ts";
import { createLogin, createTestDatabase, type TestDatabase } from "../../support/postgres.ts";

const folder = useTemporaryFolder();
const by = { actor: { issuer: "test", subject: "tester" } };
const denied = { code: "42501" };
let database: TestDatabase;
let homes = 0;
let opened: Muster[];

beforeEach(async () => {
  database = await createTestDatabase();
  opened = [];
  homes += 1;
  mkdirSync(folder(`home${homes}`), { mode: 0o700 });
});
afterEach(async () => {
  for (const muster of opened) await muster.close();
  await database.drop();
});

const settings = (url = database.url) => ({ DATABASE_URL: url, MUSTER_HOME: folder(`home${homes}`) });
async function open(url?: string): Promise<Muster> {
  const muster = await openMuster(readConfig(settings(url)), { workingDirectory: folder(), environment: {} });
  opened.push(muster);
  return muster;
}
async function register(muster: Muster, name: string) {
  const told = { on: "2025-01-01", name, email: `${name}@example.org`, team: "engineering", newTeam: true, skills: [] };
  const data = { memberId: newCommandId(), ...told, title: null, managerId: null, timezone: null };
  const command = { type: "RegisterMember", data } as const;
  const { position } = await muster.commands.handle([command], { commandId: newCommandId(), ...by });
  return muster.settle(position);
}
const names = async (muster: Muster) => (await muster.queries.roster({})).map(({ name }) => name);
const roleName = async (kind: string) =>
  (await database.pool.query<{ name: string }>("select muster.role_name($1) as name", [kind])).rows[0]?.name ?? "";
const sql = (text: string) => database.pool.query(text);

describe("a process of Muster", () => {
  it("has connections in each role, in its pools and in what is made after them", async () => {
    const parts = wire(readConfig(settings()), openHome({ path: settings().MUSTER_HOME, rule: "MUSTER_HOME" }));
    try {
      for (const role of ["appender", "projector", "reader"] as const) {
        const pool: pg.Pool = await parts.getAsync(Tokens[role]);
        const { rows } = await pool.query("select current_user as role");
        expect(rows).toEqual([{ role: await roleName(role) }]);
        await pool.query("reset role");
        expect((await pool.query("select current_user as role")).rows).toEqual([{ role: await roleName(role) }]);
      }
    } finally {
      await parts.get(Tokens.resources).disposeAsync();
    }
  });

  // What is taken from a role is missed where, and only where, that role is used.
  it.each<readonly [WorkingRole, taken: string, work: (muster: Muster) => Promise<unknown>]>([
    ["appender", "insert on muster.events", (muster) => register(muster, "bob")],
    ["appender", "update on muster.head", (muster) => register(muster, "bob")],
    ["appender", "insert on muster.data_keys", (muster) => register(muster, "bob")],
    ["projector", "insert on public.team_members", (muster) => register(muster, "bob")],
    ["projector", "update on muster.projection", (muster) => register(muster, "bob")],
    ["projector", "select on public.queues", (muster) => muster.rebuild()],
    ["reader", "select on public.team_members", (muster) => names(muster)],
    ["reader", "select on public.team_member_history", (muster) => muster.queries.history(newCommandId())],
  ])("works as the %s: without %s it cannot", async (role, taken, work) => {
    const muster = await open();
    await register(muster, "ada");
    await sql(`revoke ${taken} from ${await roleName(role)}`);
    await expect(work(muster)).rejects.toMatchObject(denied);
  });

  it("is given back, at its start, a right that somebody has taken away", async () => {
    await sql(`revoke insert on muster.events from ${await roleName("appender")}`);
    await register(await open(), "ada");
  });

  it("makes the roles once, where several start at once", async () => {
    await sql("drop owned by " + (await roleName("reader")));
    await sql("drop role " + (await roleName("reader")));
    const ready = await Promise.all(Array.from({ length: 8 }, () => readyRoles(database.pool)));
    expect(ready.map(({ inUse }) => inUse)).toEqual(ready.map(() => true));
  });

  it("has roles that may nothing in another database of the server", async () => {
    const other = await createTestDatabase();
    try {
      for (const kind of ["owner", "appender", "projector", "reader"])
        for (const table of ["muster.events", "muster.data_keys", "public.team_members", "muster.projection"]) {
          const { rows } = await other.pool.query<{ may: boolean }>(
            "select has_table_privilege($1, $2, 'select, insert, update, delete') as may",
            [await roleName(kind), table],
          );
          expect([kind, table, rows[0]?.may]).toEqual([kind, table, false]);
        }
    } finally {
      await other.drop();
    }
  });

  it("still reads, writes and projects after a rollback and a rebuild, which make the tables anew", async () => {
    const muster = await open();
    await register(muster, "ada");
    await muster.rollback();
    await muster.rebuild();
    await register(muster, "bob");
    expect(await names(muster)).toEqual(["ada", "bob"]);
    expect(await muster.databaseRoles()).toMatchObject({ inUse: true });
    expect((await muster.verify()).ok).toBe(true);
  });

  it("takes up a database of before the roles, with what is in it", async () => {
    await register(await open(), "ada");
    await postgresMigrations(database.pool).downTo("0006-api-keys");
    expect((await sql("select from pg_roles where rolname like '%" + database.name + "%'")).rowCount).toBe(0);
    const muster = await open();
    await register(muster, "bob");
    expect(await names(muster)).toEqual(["ada", "bob"]);
    expect(await muster.databaseRoles()).toMatchObject({ inUse: true });
  });

  it("makes roles for a copy of a database under another name, and leaves the first one's", async () => {
    await register(await open(), "ada");
    for (const muster of opened.splice(0)) await muster.close();
    await database.pool.end();
    const copy = await createTestDatabase({ template: database.name });
    try {
      const muster = await open(copy.url);
      expect(await muster.databaseRoles()).toMatchObject({
        inUse: true,
        names: { reader: `muster_${copy.name}_reader` },
      });
      await register(muster, "bob");
      expect(await names(muster)).toEqual(["ada", "bob"]);
      expect(await names(await open())).toEqual(["ada"]);
    } finally {
      for (const muster of opened.splice(0)) await muster.close();
      await copy.drop();
    }
  });
});

describe("a user that logs in without being a superuser", () => {
  it("who may make roles works in them: commands, rebuild, rotation, rollback", async () => {
    const login = await createLogin({ createRole: true });
    const own = await createTestDatabase({ migrate: false, owner: login.name });
    try {
      const muster = await open(login.at(own.url));
      await register(muster, "ada");
      expect(await muster.databaseRoles()).toMatchObject({ inUse: true });
      await muster.rollback();
      await muster.rebuild();
      expect(await names(muster)).toEqual(["ada"]);
      for (const each of opened.splice(0)) await each.close();
      const rotating = await open(login.at(own.url));
      await rotating.rotateKeys(by.actor);
      await rotating.close();
      opened = [];
      await register(await open(login.at(own.url)), "bob");
    } finally {
      for (const muster of opened.splice(0)) await muster.close();
      await own.drop();
      await login.drop();
    }
  });

  it("who may not make roles works on as before, and doctor tells what an administrator can run", async () => {
    const login = await createLogin();
    const own = await createTestDatabase({ migrate: false, owner: login.name });
    try {
      const muster = await open(login.at(own.url));
      await register(muster, "ada");
      expect(await names(muster)).toEqual(["ada"]);
      const roles = await muster.databaseRoles();
      const why = `the role muster_${own.name}_owner does not exist`;
      expect(roles).toMatchObject({ inUse: false, why });
      const doctor = await call(settings(login.at(own.url)), "doctor");
      expect(doctor.code).toBe(0);
      expect(doctor.out).toContain(`not in use: ${why}`);
      const server = start({ ...settings(login.at(own.url)), MUSTER_PORT: "0" }, ["start"]);
      await until("it runs", () => server.said.out.includes("Stop it with Ctrl-C."));
      server.child.kill("SIGTERM");
      expect((await server.ended).out).toContain(`Roles: not in use, since ${why}; muster doctor`);
      const script = roles.inUse ? "" : roles.sql;
      for (const line of script.split("\n")) expect(doctor.out).toContain(line);

      await own.pool.query(script);
      const later = await open(login.at(own.url));
      expect(await later.databaseRoles()).toMatchObject({ inUse: true });
      await register(later, "bob");
      expect(await names(later)).toEqual(["ada", "bob"]);
      expect((await call(settings(login.at(own.url)), "doctor")).out).toContain(`in use: muster_${own.name}_owner`);
    } finally {
      for (const muster of opened.splice(0)) await muster.close();
      await own.drop();
      await login.drop();
    }
  });
});
