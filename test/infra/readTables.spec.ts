import { beforeAll, describe, expect, it } from "@jest/globals";
import { useDatabase } from "../support/postgres.ts";
import { rows } from "./projector/support.ts";

const database = useDatabase();
const read = async (sql: string) => rows(database().pool, sql);

describe("the read tables", () => {
  it.each([
    [
      "team_members",
      ["active", "email", "manager", "name", "team", "team_active"].map((end) => `idx_team_members_${end}`),
    ],
    [
      "team_queue_assignments",
      ["active", "member", "queue", "queue_active", "type"].map((end) => `idx_queue_assignments_${end}`),
    ],
    ["team_member_history", ["change_type", "changed_at", "member"].map((end) => `idx_team_history_${end}`)],
  ])("have the named indexes: %s", async (table, names) => {
    const found = await read(
      `select indexname from pg_indexes where tablename = '${table}' and indexname like 'idx_%' order by 1`,
    );
    expect(found.map(({ indexname }) => indexname)).toEqual(names);
  });

  it("say how long the history is kept", async () => {
    const found = await read("select obj_description('team_member_history'::regclass) as comment");
    expect(found).toEqual([{ comment: "Audit trail - retain 7 years per compliance policy" }]);
  });

  it("defer what a batch may violate for a moment", async () => {
    const found = await read(
      "select conname, contype, condeferrable, condeferred from pg_constraint where conrelid = 'team_members'::regclass and contype in ('u', 'f') order by 1",
    );
    expect(found).toEqual([
      { conname: "idx_team_members_email", contype: "u", condeferrable: true, condeferred: true },
      { conname: "team_members_manager", contype: "f", condeferrable: true, condeferred: true },
    ]);
  });

  it("refuse a second active assignment of a member to a queue, and a type that there is not", async () => {
    await read(
      "insert into queues values (gen_random_uuid(), 'q', 0, true, '2025-01-01', null, 0, 1, now(), '2025-01-01')",
    );
    await read(
      "insert into team_members values (gen_random_uuid(), 'n', 'e', 'e', 't', null, true, null, '2025-01-01', null, null, '{}', 0, 1, now(), '2025-01-01')",
    );
    const assign = (type: string) =>
      read(
        `insert into team_queue_assignments select gen_random_uuid(), member_id, queue_id, 'q', '${type}', '2025-01-01', null, true, 1 from team_members, queues`,
      );
    await expect(assign("boss")).rejects.toThrow(/assignment_type_check/);
    await assign("primary");
    await expect(assign("backup")).rejects.toThrow(/one_active/);
    await read("truncate team_members, queues, team_queue_assignments");
  });

  it("sort and compare by bytes, whatever the database's collation", async () => {
    const found = await read(
      `select t.relname, c.collname from pg_index i join pg_class t on t.oid = i.indrelid
       cross join lateral unnest(i.indcollation) u (id) join pg_collation c on c.oid = u.id
       where t.relnamespace = 'public'::regnamespace and c.collname <> 'C'`,
    );
    expect(found).toEqual([]);
  });
});

describe("on 50,000 members", () => {
  beforeAll(async () => {
    await read(
      "insert into queues select gen_random_uuid(), 'queue ' || n, 0, true, '2025-01-01', null, 0, n, now(), '2025-01-01' from generate_series(1, 200) n",
    );
    await read(
      `insert into team_members select gen_random_uuid(), 'name ' || n, 'a' || n || '@x.org', 'a' || n || '@x.org', 'team ' || n / 11,
         null, n % 20 > 0, null, '2025-01-01', null, null, '{}', 0, n, now(), '2025-01-01' from generate_series(1, 50000) n`,
    );
    await read(
      "update team_members set manager_id = (select min(member_id::text)::uuid from team_members) where position % 500 = 0",
    );
    await read(
      `insert into team_queue_assignments select gen_random_uuid(), member_id, queue_id, q.name, case when m.position % 50 = 0 then 'trainee' else 'primary' end,
         '2025-01-01', null, m.position % 40 > 0, m.position from team_members m join queues q on q.position = m.position % 200 + 1`,
    );
    await read(
      `insert into team_member_history select n || '-1', member_id, case when n % 100 = 0 then 'MemberRehired' else 'MemberRenamed' end, 'name', 'a', 'b', '2025-01-01',
         timestamptz '2025-01-01' + n * interval '1 minute', 'os:ada', null, gen_random_uuid(), n, null from team_members, lateral (select position as n) p`,
    );
    await read("vacuum analyze");
  });

  const someone = "(select member_id from team_members where position = 7)";
  it.each([
    [
      "idx_team_members_team_active",
      "select member_id, name, email from team_members where team = 'team 77' and active",
    ],
    ["idx_team_members_team", "select title from team_members where team = 'team 77'"],
    ["idx_team_members_active", "select name from team_members where not active"],
    ["idx_team_members_email", "select name from team_members where email_key = 'a77@x.org'"],
    ["idx_team_members_name", "select email from team_members where name = 'name 77'"],
    ["idx_team_members_manager", `select name from team_members where manager_id = ${someone}`],
    [
      "idx_queue_assignments_member",
      `select queue_name from team_queue_assignments where member_id = ${someone} and active`,
    ],
    [
      "idx_queue_assignments_queue",
      "select member_id from team_queue_assignments where queue_id = (select queue_id from queues where position = 7)",
    ],
    ["idx_queue_assignments_active", "select member_id from team_queue_assignments where not active"],
    ["idx_queue_assignments_type", "select member_id from team_queue_assignments where assignment_type = 'trainee'"],
    [
      "idx_queue_assignments_queue_active",
      "select member_id from team_queue_assignments where queue_name = 'queue 77' and active",
    ],
    ["idx_team_history_member", `select new_value from team_member_history where member_id = ${someone}`],
    [
      "idx_team_history_changed_at",
      "select new_value from team_member_history where changed_at > timestamptz '2025-01-01' + 49900 * interval '1 minute'",
    ],
    ["idx_team_history_change_type", "select new_value from team_member_history where change_type = 'MemberRehired'"],
  ])("%s answers %s", async (index, sql) => {
    const plan = (await read(`explain ${sql}`)).map((line) => String(line["QUERY PLAN"])).join("\n");
    expect(plan).toMatch(new RegExp(`(using|on) ${index}\\b`));
  });

  it("the roster of a team is read from the index alone", async () => {
    const sql = "select member_id, name, email from team_members where team = 'team 77' and active";
    const plan = (await read(`explain (analyze) ${sql}`)).map((line) => String(line["QUERY PLAN"])).join("\n");
    expect(plan).toContain("Index Only Scan using idx_team_members_team_active");
    expect(plan).toContain("Heap Fetches: 0");
  });
});
