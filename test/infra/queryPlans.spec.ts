import { beforeAll, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { makeSampleTickets } from "../../scripts/deskSample.ts";
import type { TicketQueries } from "../../src/app/ports/tickets.ts";
import { readConfig } from "../../src/config.ts";
import { tableReads } from "../../src/infra/postgres/rosterPool.ts";
import { postgresTicketQueries } from "../../src/infra/postgres/tickets/ticketQueries.ts";
import { postgresRosterQueries } from "../../src/infra/postgres/rosterQueries.ts";
import { fillWithManyMembers } from "../support/manyMembers.ts";
import { useDatabase } from "../support/postgres.ts";

type Plan = {
  readonly "Node Type": string;
  readonly "Index Name"?: string;
  readonly "Heap Fetches"?: number;
  readonly Plans?: readonly Plan[];
};

const many = useDatabase();
const few = useDatabase();
beforeAll(async () => {
  await fillWithManyMembers(many().pool);
  await fillWithManyMembers(few().pool, 11);
  const client = new pg.Client({ connectionString: many().url });
  await client.connect();
  await makeSampleTickets(client, { count: 100_000, team: "team 7" });
  await client.end();
});

/** Every step of a plan, the outermost first. */
async function stepsOf(sql: string, database = many()): Promise<readonly Plan[]> {
  const { rows } = await database.pool.query<{ "QUERY PLAN": readonly [{ readonly Plan: Plan }] }>(
    `explain (analyze, format json) ${sql}`,
  );
  const flat = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(flat)];
  return rows.flatMap((row) => flat(row["QUERY PLAN"][0].Plan));
}

const member = "(select member_id from team_members where email_key = 'm77@x.org')";

describe("on 50,000 members", () => {
  it("a team's roster is read from one index alone", async () => {
    const steps = await stepsOf("select member_id, name, email from team_members where team = 'team 7' and active");
    expect(steps).toMatchObject([
      { "Node Type": "Index Only Scan", "Index Name": "idx_team_members_team_active", "Heap Fetches": 0 },
    ]);
  });

  it.each([
    ["idx_team_members_active", "select count(*) from team_members where not active"],
    ["idx_team_members_team", "select * from team_members where team = 'team 7'"],
    ["idx_team_members_email", "select * from team_members where email_key = 'm77@x.org'"],
    ["idx_team_members_name", "select * from team_members where name = 'Member 77'"],
    ["idx_team_members_manager", `select * from team_members where manager_id = ${member}`],
    ["idx_queue_assignments_member", `select * from team_queue_assignments where member_id = ${member}`],
    ["idx_queue_assignments_queue", "select * from team_queue_assignments where queue_id = md5('queue7')::uuid"],
    ["idx_queue_assignments_active", "select * from team_queue_assignments where not active"],
    ["idx_queue_assignments_type", "select * from team_queue_assignments where assignment_type = 'trainee'"],
    [
      "idx_queue_assignments_queue_active",
      "select * from team_queue_assignments where queue_name = 'Queue 7' and active",
    ],
    [
      "idx_team_members_name",
      'select m.* from tickets t join team_members m on m.name = t."TKT-Assigned To User" where t."TKT-Ticket ID" = \'SAMPLE-00000007\'',
    ],
    [
      "team_member_history_names_before",
      "select * from team_member_history where field_name = 'name' and old_value collate \"C\" = 'Former 7'",
    ],
    [
      "team_member_history_names_after",
      "select * from team_member_history where field_name = 'name' and new_value collate \"C\" = 'Member 7'",
    ],
    ["idx_team_history_member", `select * from team_member_history where member_id = ${member}`],
    ["idx_team_history_changed_at", "select * from team_member_history where changed_at > '2025-03-11'"],
    ["idx_team_history_change_type", "select * from team_member_history where change_type = 'MemberRehired'"],
  ])("%s serves what it is for, and no table is read whole", async (index, sql) => {
    const steps = await stepsOf(sql);
    // A team without more is as well found by the index that has the team first.
    const serving = index === "idx_team_members_team" ? /^idx_team_members_team(_active)?$/ : new RegExp(`^${index}$`);
    expect(steps.map((step) => step["Index Name"] ?? "")).toContainEqual(expect.stringMatching(serving));
    expect(steps.map((step) => step["Node Type"])).not.toContain("Seq Scan");
  });
});

describe("the reads that Muster makes on 50,000 members", () => {
  type Queries = ReturnType<typeof postgresRosterQueries>;
  const someone = "8a5da52e-d126-447d-959e-70c05721a8aa";

  const ask = async (sql: string): Promise<number> => {
    const { rows } = await many().pool.query<{ answer: number }>(sql);
    return rows[0]?.answer ?? NaN;
  };
  const connections = () =>
    ask("select count(*)::int as answer from pg_stat_activity where datname = current_database()");
  const wholeScans = () =>
    ask("select sum(seq_scan)::int as answer from pg_stat_user_tables where relname ~ '^(team|tickets)'");

  /** How many tables a read goes through from end to end, as the server counts them. */
  async function scansOf(read: (queries: Queries, tickets: TicketQueries) => Promise<unknown>): Promise<number> {
    const [scans, connected] = [await wholeScans(), await connections()];
    const reads = tableReads(many().pool);
    await read(postgresRosterQueries(many().pool, reads), postgresTicketQueries(reads, readConfig({}).tickets));
    await reads.close();
    // A connection hands in its counts as it ends.
    while ((await connections()) > connected);
    return (await wholeScans()) - scans;
  }

  it.each<readonly [string, (queries: Queries, tickets: TicketQueries) => Promise<unknown>]>([
    ["a team's contacts", (queries) => queries.contacts("team 7")],
    ["a team's roster", (queries) => queries.roster({ team: "team 7" })],
    ["a member by email", (queries) => queries.findMembers("m77@x.org")],
    ["a member by name", (queries) => queries.findMembers("Member 77")],
    ["a member by id", (queries) => queries.member(someone)],
    ["a member's history", (queries) => queries.history(someone)],
    ["a team's tickets", (_, tickets) => tickets.tickets({ team: "team 7" }, { limit: 50 })],
    ["a team's workload", (_, tickets) => tickets.workloadByMember({ team: "team 7" })],
    ["the workload of the queues that a team covers", (_, tickets) => tickets.workloadByQueue("team 7")],
    ["tickets of those who left a team", (_, tickets) => tickets.heldByLeavers({ team: "team 9", limit: 50 })],
  ])("%s reads no table whole", async (_, read) => {
    expect(await scansOf(read)).toBe(0);
  });

  it("a team holds two thousand of the tickets, some under names that its members had before", async () => {
    const reads = tableReads(many().pool);
    const tickets = postgresTicketQueries(reads, readConfig({}).tickets);
    const found = await tickets.tickets({ team: "team 7" }, { limit: 1, status: "all" });
    await reads.close();
    expect(found).toMatchObject({ answer: { total: 2000 } });
  });

  it("the analysts' own query finds the team in one index alone, and its tickets in an index of the desk's", async () => {
    const steps = await stepsOf(
      `SELECT t.* FROM tickets t JOIN team_members tm ON t."TKT-Assigned To User" = tm.name WHERE tm.active = true AND tm.team = 'team 7'`,
    );
    expect(steps.map((step) => step["Node Type"])).not.toContain("Seq Scan");
    expect(steps).toContainEqual(
      expect.objectContaining({ "Node Type": "Index Only Scan", "Index Name": "idx_team_members_team_active" }),
    );
  });

  it("everybody, as a control, does", async () => {
    expect(await scansOf((queries) => queries.roster({ all: true }))).toBeGreaterThan(0);
  });
});

it("eleven members are read whole, rightly: they lie on one page", async () => {
  const steps = await stepsOf(
    "select member_id, name, email from team_members where team = 'team 0' and active",
    few(),
  );
  expect(steps.map((step) => step["Node Type"])).toEqual(["Seq Scan"]);
});
