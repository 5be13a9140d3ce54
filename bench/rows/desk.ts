import pg from "pg";
import { makeSampleTickets } from "../../scripts/deskSample.ts";
import { readConfig } from "../../src/config.ts";
import { postgresRosterQueries } from "../../src/infra/postgres/rosterQueries.ts";
import { tableReads } from "../../src/infra/postgres/rosterPool.ts";
import { postgresTicketQueries } from "../../src/infra/postgres/tickets/ticketQueries.ts";
import { fillWithManyMembers } from "../../test/support/manyMembers.ts";
import { alone, percentile, type Row } from "../support/figures.ts";
import type { Server } from "../support/server.ts";
import { openStore } from "../support/store.ts";

const tickets = 100_000;
const team = "team 0";
const asked = 200;
const changes = 100;

const manyChanges = `insert into team_member_history
    (history_id, member_id, change_type, field_name, old_value, new_value, effective_on, changed_at, changed_by, event_id, position)
  select 'desk-' || m.name || '-' || n, m.member_id, 'MemberTransferred', 'team', 'a', 'b', '2025-01-01', now(), 'os:bench',
    gen_random_uuid(), 1000000 + n
  from team_members m, generate_series(1, ${changes}) n where m.team = '${team}'`;

// As the analysts have always asked it, but for the team.
const join = `SELECT t.* FROM tickets t JOIN team_members tm ON t."TKT-Assigned To User" = tm.name WHERE tm.active = true AND tm.team = '${team}'`;

type Question = readonly [name: string, ask: () => Promise<unknown>, mostMs: number];

/**
 * What an analyst and an assistant ask, one question at a time, on 50,000 members and 100,000 sample tickets, of which a team
 * of eleven holds 2,000: the roster, the tickets by the analysts' own query, who has how much to do, and a member's hundred
 * changes.
 */
export async function desk(server: Server, count: number): Promise<readonly Row[]> {
  const store = await openStore(await server.database());
  await fillWithManyMembers(store.pool);
  await store.pool.query(manyChanges);
  await store.pool.query("vacuum analyze team_member_history");
  const client = new pg.Client({ connectionString: store.pool.options.connectionString });
  await client.connect();
  await makeSampleTickets(client, { count: tickets, team });
  const reads = tableReads(store.pool);
  const queries = postgresRosterQueries(store.pool, reads);
  const desk = postgresTicketQueries(reads, readConfig({}).tickets);
  const ids = (await queries.roster({ team })).map(({ memberId }) => memberId);
  let next = 0;
  const questions: readonly Question[] = [
    ["roster", () => queries.roster({ team }), 10],
    ["tickets-join", () => client.query(join), 20],
    ["workload", () => desk.workloadByMember({ team }), 30],
    ["history", () => queries.history(ids[next++ % ids.length] ?? ""), 50],
  ];
  const rows: Row[] = [];
  for (const [name, ask, most] of questions) rows.push(alone(name, "ms (p95)", await p95(ask, count), { most }));
  await client.end();
  await reads.close();
  await store.close();
  return rows;
}

/** Of every question of every round, after one round that warms up. */
async function p95(ask: () => Promise<unknown>, count: number): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < asked * (count + 1); n++) {
    const started = performance.now();
    await ask();
    if (n >= asked) times.push(performance.now() - started);
  }
  return percentile(times, 0.95);
}
