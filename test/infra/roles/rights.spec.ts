import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { useDatabase } from "../../support/postgres.ts";

const database = useDatabase();
const kinds = ["owner", "appender", "projector", "reader"] as const;
type Kind = (typeof kinds)[number];

/** What a role may, as a probe that Postgres refuses or not; written out by hand. */
const probes: Readonly<Record<string, readonly [sql: string, ...may: readonly Kind[]]>> = {
  "read the log": ["select from muster.events", "owner", "appender"],
  "add to the log": ["select muster.append(now(), '{}','{}','{}','{}','{}','{}','{}','{}','{}')", "owner", "appender"],
  "insert an event": ["insert into muster.events select * from muster.events where false", "owner", "appender"],
  "change an event": ["update muster.events set type = type where false", "owner"],
  "put tombstones in the place of events": [
    "do $$ begin perform muster.entomb('member-x', 1); exception when restrict_violation then null; end $$",
    "owner",
  ],
  "delete an event": ["delete from muster.events where false", "owner"],
  "truncate the parked events": ["truncate muster.parked", "owner"],
  "read how far the log is": ["select position from muster.head", "owner", "appender"],
  "move the head": ["update muster.head set position = position", "owner", "appender"],
  "add a second head": ["insert into muster.head select * from muster.head where false", "owner"],
  "take the head away": ["delete from muster.head where false", "owner"],
  "read data keys": ["select from muster.data_keys", "owner", "appender"],
  "add a data key": ["insert into muster.data_keys select * from muster.data_keys where false", "owner", "appender"],
  "destroy a data key": ["update muster.data_keys set wrapped = null where false", "owner"],
  "delete a data key": ["delete from muster.data_keys where false", "owner"],
  "look up an API key": ["select from muster.api_keys", "owner", "appender"],
  "make an API key": ["insert into muster.api_keys select * from muster.api_keys where false", "owner"],
  "revoke an API key": ["update muster.api_keys set revoked_at = null where false", "owner"],
  "keep an answer": ["update muster.idempotency set answer = null where false", "owner", "appender"],
  "forget an answer": ["delete from muster.idempotency where false", "owner", "appender"],
  "read a member": ["select from public.team_members", "owner", "projector", "reader"],
  "write a member": ["update public.team_members set name = name where false", "owner", "projector"],
  "delete an assignment": ["delete from public.team_queue_assignments where false", "owner", "projector"],
  "read a queue": ["select from public.queues", "owner", "projector", "reader"],
  "read the history": ["select from public.team_member_history", "owner", "projector", "reader"],
  "rewrite the history": ["delete from public.team_member_history where false", "owner", "projector"],
  "read how far the tables are": ["select from muster.projection", "owner", "projector", "reader"],
  "move how far the tables are": ["update muster.projection set position = position", "owner", "projector"],
  "read facts for figures": ["select from muster.presences", "owner", "projector", "reader"],
  "write facts for figures": ["delete from muster.stays where false", "owner", "projector"],
  "read how far figures are": ["select from muster.figures_progress", "owner", "projector", "reader"],
  "move how far figures are": ["update muster.figures_progress set position = position", "owner", "projector"],
  "read what is parked": ["select from muster.parked", "owner", "projector"],
  "park an event": ["insert into muster.parked select * from muster.parked where false", "owner", "projector"],
  "read the ledger": ["select from muster.ledger", "owner", "projector"],
  "add to the ledger": ["insert into muster.ledger select * from muster.ledger where false", "owner", "projector"],
  "change the ledger": ["update muster.ledger set hash = hash where false", "owner"],
  "move how far the ledger is": ["update muster.ledger_progress set count = count", "owner", "projector"],
  "fill a shadow": ["create temp table x (like public.team_members)", "owner", "projector", "reader"],
  "make a table in the log's schema": ["create table muster.x ()", "owner"],
  "drop the log": ["drop table muster.events", "owner"],
  "switch the guard off": ["alter table muster.events disable trigger all", "owner"],
  "replace the append": ["alter function muster.append rename to other", "owner"],
  "see which migrations there are": ["select from muster.migrations", "owner"],
  "give itself more": ["update muster.rights set role = role where false", "owner"],
  "make a role": ["create role muster_test_more"],
  "log in": ["alter role current_user login"],
};

let client: pg.PoolClient;
beforeEach(async () => {
  client = await database().pool.connect();
});
afterEach(() => client.release(true));

const nameOf = async (kind: Kind): Promise<string> => {
  const { rows } = await client.query<{ name: string }>("select muster.role_name($1) as name", [kind]);
  return rows[0]?.name ?? "";
};

/** Whether Postgres lets a role do it; nothing of it stays. */
async function may(kind: Kind, sql: string): Promise<boolean> {
  const role = await nameOf(kind);
  await client.query("begin");
  try {
    await client.query(`set local role ${pg.escapeIdentifier(role)}`);
    await client.query(sql);
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === "42501") return false;
    throw error;
  } finally {
    await client.query("rollback");
  }
}

describe("the database's roles", () => {
  const cells = Object.entries(probes).flatMap(([what, [sql, ...able]]) =>
    kinds.map((kind) => ({ what, kind, sql, able: able.includes(kind) })),
  );
  it.each(cells)("$kind may $what: $able", async ({ kind, sql, able }) => {
    expect(await may(kind, sql)).toBe(able);
  });

  it("have names that carry the database's, and cannot log in", async () => {
    const { rows } = await client.query<{ rolname: string; rolcanlogin: boolean; super: boolean }>(
      "select rolname, rolcanlogin, rolsuper or rolcreaterole or rolcreatedb or rolbypassrls as super from pg_roles where rolname like $1",
      [`muster\\_${new URL(database().url).pathname.slice(1).replaceAll("_", "\\_")}\\_%`],
    );
    const name = new URL(database().url).pathname.slice(1);
    expect(rows.map(({ rolname }) => rolname).sort()).toEqual(kinds.map((kind) => `muster_${name}_${kind}`).sort());
    expect(rows.some(({ rolcanlogin, super: more }) => rolcanlogin || more)).toBe(false);
  });

  it("leave nothing of Muster's to anybody but the owner", async () => {
    const { rows } = await client.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c
       where c.relkind in ('r', 'v', 'S') and c.relnamespace in ('muster'::regnamespace, 'public'::regnamespace)
         and pg_get_userbyid(c.relowner) <> muster.role_name('owner')`,
    );
    expect(rows).toEqual([]);
  });

  it("give an analyst what they need, and no more", async () => {
    const reader = await nameOf("reader");
    const analyst = `${reader}_analyst`;
    await client.query(`create role ${analyst} nologin; grant ${reader} to ${analyst}`);
    try {
      await client.query(`set role ${analyst}`);
      await expect(client.query("select position from muster.projection")).resolves.toBeDefined();
      await expect(client.query("select name from team_members")).resolves.toBeDefined();
      await expect(client.query("select bytes from muster.events")).rejects.toThrow("permission denied");
      await expect(client.query("delete from team_members")).rejects.toThrow("permission denied");
    } finally {
      await client.query(`reset role; drop role ${analyst}`);
    }
  });
});
