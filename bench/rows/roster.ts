import pg from "pg";
import { postgresRosterQueries } from "../../src/infra/postgres/rosterQueries.ts";
import { alone, compared, median, type Pair, percentile, type Row, rounds } from "../support/figures.ts";
import type { Server } from "../support/server.ts";
import { fillMembers, openStore, teamSize } from "../support/store.ts";

const members = 100_000;
const asked = 1000;

/** Who is on a team of eleven, out of 100,000 members, through our read path ÷ a named prepared statement through pg. */
export async function roster(server: Server, count: number): Promise<readonly Row[]> {
  const store = await openStore(await server.database());
  await fillMembers(store.pool, members);
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
