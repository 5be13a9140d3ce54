import pg from "pg";
import { postgresRosterQueries } from "../../src/infra/postgres/rosterQueries.ts";
import { alone, compared, median, type Pair, percentile, type Row, rounds } from "../support/figures.ts";
import type { Server } from "../support/server.ts";
import { openStore } from "../support/store.ts";

const members = 100_000;
const teamSize = 11;
const asked = 1000;

const fill = `insert into team_members
    (member_id, name, email, email_key, team, title, active, manager_id, start_date, end_date, timezone, skills, revision, position, updated_at, effective_on)
  select gen_random_uuid(), 'Member ' || n, 'm' || n || '@example.org', 'm' || n || '@example.org', 'team ' || n / ${teamSize},
    null, true, null, '2025-01-01', null, null, '{}', 0, n, now(), '2025-01-01'
  from generate_series(0, ${members - 1}) n`;

/** Who is on a team of eleven, out of 100,000 members, through our read path ÷ a named prepared statement through pg. */
export async function roster(server: Server, count: number): Promise<readonly Row[]> {
  const store = await openStore(await server.database());
  await store.pool.query(fill);
  await store.pool.query("vacuum analyze team_members");
  const queries = postgresRosterQueries(store.pool);
  const client = new pg.Client({ connectionString: store.pool.options.connectionString });
  await client.connect();
  const limit = (team: string) =>
    client.query({
      name: "limit",
      text: "select member_id, name, email from team_members where team = $1 and active",
      values: [team],
    });
  const all: number[] = [];
  const time = async (ask: (team: string) => Promise<unknown>): Promise<readonly number[]> => {
    const times: number[] = [];
    for (let n = 0; n < asked; n++) {
      const started = performance.now();
      await ask(`team ${(n * 7919) % Math.floor(members / teamSize)}`);
      times.push(performance.now() - started);
    }
    return times;
  };
  await Promise.all([time((team) => queries.contacts(team)), time(limit)]);
  const pairs = await rounds(count, async (): Promise<Pair> => {
    const ours = await time((team) => queries.contacts(team));
    all.push(...ours);
    return { ours: median(ours), baseline: median(await time(limit)) };
  });
  await client.end();
  await queries.close();
  await store.close();
  return [
    compared("roster-query", "ms", pairs, { most: 1.8 }),
    alone("roster-query-p99", "ms", percentile(all, 0.99), { most: 10 }),
  ];
}
