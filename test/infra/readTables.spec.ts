import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { postgresMigrations } from "../../src/infra/postgres/migrations.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const run = (sql: string) => database.pool.query(sql);
async function texts(sql: string): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ text: string }>(sql);
  return rows.map(({ text }) => text);
}

const [ada, bob] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
const queue = "33333333-3333-4333-8333-333333333333";
const addMember = (id: string, name: string, more = "null") =>
  `insert into team_members (member_id, name, email, email_key, team, active, manager_id, start_date, skills, revision,
     position, updated_at, effective_on)
   values ('${id}', '${name}', '${name}@x.org', '${name}@x.org', 'Cloud', true, ${more}, '2025-01-01', '{}', 0, 1, now(),
     '2025-01-01');`;
const addQueue = `insert into queues (queue_id, name, minimum, open, opened_on, revision, position, updated_at, effective_on)
   values ('${queue}', 'Web', 0, true, '2025-01-01', 0, 1, now(), '2025-01-01');`;
const addAssignment = (id: string, active: boolean, type = "primary") =>
  `insert into team_queue_assignments (assignment_id, member_id, queue_id, queue_name, assignment_type, assigned_date,
     active, position)
   values (gen_random_uuid(), '${id}', '${queue}', 'Web', '${type}', '2025-01-01', ${active}, 1);`;
const addHistory = `insert into team_member_history (history_id, member_id, change_type, field_name, effective_on,
     changed_at, changed_by, event_id, position)
   values ('e-1', '${ada}', 'MemberRenamed', 'name', '2025-01-01', now(), 'os:ada', gen_random_uuid(), 1);`;
const addEvent = `insert into muster.events (position, stream, revision, event_id, type, bytes)
   values (1, 'member-x', 0, gen_random_uuid(), 'MemberRegistered', 'x');
   update muster.head set position = 1;`;
const addKey = "insert into muster.data_keys (key_id, subject, wrapped) values (gen_random_uuid(), 'log', 'x');";

describe("the read tables", () => {
  it.each([
    [
      "team_members",
      "member_id name email team title active manager_id start_date end_date timezone skills revision position updated_at",
    ],
    [
      "team_queue_assignments",
      "assignment_id member_id queue_id queue_name assignment_type assigned_date removed_date active position",
    ],
    [
      "team_member_history",
      "history_id member_id change_type field_name old_value new_value effective_on changed_at changed_by reason event_id position",
    ],
    ["queues", "queue_id name"],
  ])("%s has the columns that others rely on", async (table, columns) => {
    const found = await texts(
      `select column_name as text from information_schema.columns where table_schema = 'public' and table_name = '${table}'`,
    );
    expect(found).toEqual(expect.arrayContaining(columns.split(" ")));
  });

  it("have the fourteen indexes, by their names", async () => {
    const found = await texts(
      `select regexp_replace(indexdef, '^CREATE (UNIQUE )?INDEX (\\S+) ON public\\.(\\S+) USING btree ', '\\2: \\3 ') as text
       from pg_indexes where schemaname = 'public' and indexname like 'idx_%' order by indexname`,
    );
    expect(found).toEqual([
      "idx_queue_assignments_active: team_queue_assignments (active)",
      "idx_queue_assignments_member: team_queue_assignments (member_id)",
      "idx_queue_assignments_queue: team_queue_assignments (queue_id)",
      "idx_queue_assignments_queue_active: team_queue_assignments (queue_name, active)",
      "idx_queue_assignments_type: team_queue_assignments (assignment_type)",
      "idx_team_history_change_type: team_member_history (change_type)",
      "idx_team_history_changed_at: team_member_history (changed_at)",
      "idx_team_history_member: team_member_history (member_id)",
      "idx_team_members_active: team_members (active)",
      "idx_team_members_email: team_members (email_key)",
      "idx_team_members_manager: team_members (manager_id)",
      "idx_team_members_name: team_members (name)",
      "idx_team_members_team: team_members (team)",
      "idx_team_members_team_active: team_members (team, active) INCLUDE (member_id, name, email)",
    ]);
  });

  it("say how long the history is kept", async () => {
    expect(await texts("select obj_description('team_member_history'::regclass) as text")).toEqual([
      "Audit trail - retain 7 years per compliance policy",
    ]);
  });

  it("depend on no collation of the machine", async () => {
    const indexed = await texts(
      `select distinct c.collcollate as text from pg_index i join pg_class t on t.oid = i.indrelid,
         unnest(i.indcollation) as used join pg_collation c on c.oid = used
       where t.relnamespace = 'public'::regnamespace`,
    );
    expect(indexed).toEqual(["C"]);
  });
});

describe("what the read tables refuse", () => {
  beforeEach(() => run(addMember(ada, "ada") + addMember(bob, "bob") + addQueue));

  it("two members with one address, but not a swap of addresses", async () => {
    const takes = (id: string, name: string) =>
      `update team_members set email_key = '${name}@x.org' where member_id = '${id}';`;
    await run(`begin; ${takes(ada, "bob")} ${takes(bob, "ada")} commit;`);
    await expect(run(takes(ada, "ada"))).rejects.toThrow(/idx_team_members_email/);
  });

  it("a manager who is nobody, but not one who comes later in the batch", async () => {
    const [carl, dora] = ["44444444-4444-4444-8444-444444444444", "55555555-5555-4555-8555-555555555555"];
    await run(`begin; ${addMember(carl, "carl", `'${dora}'`)} ${addMember(dora, "dora")} commit;`);
    const nobody = "99999999-9999-4999-8999-999999999999";
    await expect(run(`update team_members set manager_id = '${nobody}'`)).rejects.toThrow(/team_members_manager/);
  });

  it("a second active assignment of a member to a queue, but no number of former ones", async () => {
    await run(
      addAssignment(ada, true) + addAssignment(ada, false) + addAssignment(ada, false) + addAssignment(bob, true),
    );
    await expect(run(addAssignment(ada, true, "backup"))).rejects.toThrow(/one_active/);
  });

  it("an assignment type that is none, and an assignment of nobody", async () => {
    await expect(run(addAssignment(ada, true, "chief"))).rejects.toThrow(/assignment_type/);
    await expect(run(addAssignment("99999999-9999-4999-8999-999999999999", true))).rejects.toThrow(
      /assignments_member/,
    );
  });
});

describe("the schema, with data in every table", () => {
  const everything = addMember(ada, "ada") + addQueue + addAssignment(ada, true) + addHistory + addEvent + addKey;
  const counts = (...tables: readonly string[]) =>
    Promise.all(tables.map(async (table) => (await texts(`select count(*)::text as text from ${table}`))[0]));
  const readTables = ["team_members", "queues", "team_queue_assignments", "team_member_history"];

  beforeEach(async () => {
    await run(
      "create table public.tickets (id int primary key, title text); insert into public.tickets values (1, 'Not of Muster');",
    );
    await run(`${everything} update muster.projection set position = 1, epoch = 3;`);
  });

  it("goes down without the read tables, and leaves the log and its keys", async () => {
    const migrations = postgresMigrations(database.pool);
    await migrations.downTo("0003-projection");
    expect(await texts("select tablename as text from pg_tables where schemaname = 'public'")).toEqual(["tickets"]);
    expect(await counts("muster.events", "muster.data_keys", "public.tickets")).toEqual(["1", "1", "1"]);
    expect(await texts("select position::text as text from muster.projection")).toEqual(["0"]);
  });

  it("comes up again with tables that are empty, to be filled from the log's first event", async () => {
    const migrations = postgresMigrations(database.pool);
    await migrations.downTo("0003-projection");
    expect(await migrations.up()).toEqual(["0004-read-tables"]);
    expect(await counts(...readTables, "muster.events")).toEqual(["0", "0", "0", "0", "1"]);
    await run(addMember(ada, "ada") + addQueue + addAssignment(ada, true) + addHistory);
    expect(await counts(...readTables)).toEqual(["1", "1", "1", "1"]);
  });

  it("goes down and up as a whole, step by step, and leaves alone what is not Muster's", async () => {
    const migrations = postgresMigrations(database.pool);
    const steps = (await migrations.downTo(null)).toReversed();
    expect(steps).toContain("0001-log");
    expect(
      await texts("select tablename as text from pg_tables where schemaname in ('public', 'muster') order by 1"),
    ).toEqual(["migrations", "tickets"]);
    expect(await counts("public.tickets")).toEqual(["1"]);
    expect(await migrations.up()).toEqual(steps);
    await run(everything);
    expect(await counts(...readTables, "muster.events", "muster.data_keys")).toEqual(["1", "1", "1", "1", "1", "1"]);
  });
});
