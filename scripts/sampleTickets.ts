import { parseArgs } from "node:util";
import pg from "pg";
import { readConfig } from "../src/config.ts";
import { openMuster } from "../src/openMuster.ts";

const usage = `npm run sample:tickets -- --count 100000
Makes a table "tickets" of SAMPLE DATA in Muster's database, as a service desk might keep it, for trying and for
benchmarks. A table that is not such a sample is never touched.`;

const { values } = parseArgs({
  options: { count: { type: "string", default: "1000" }, help: { type: "boolean", default: false } },
});

const mark = "SAMPLE DATA, made by Muster for trying and for benchmarks";

const make = `
  drop table if exists public.tickets;
  create table public.tickets (
    "TKT-Ticket ID" text primary key, "TKT-Summary" text not null, "TKT-Status" text not null, "TKT-Queue" text,
    "TKT-Assigned To User" text, "TKT-Created Date" timestamptz not null
  );
  comment on table public.tickets is '${mark}'`;

// One in fifty belongs to nobody; a team of eleven holds two thousand of a hundred thousand where there are many members.
const fill = `
  with holders as (
    select name, row_number() over (order by active desc, team, name) - 1 as n, count(*) over () as total from public.team_members
  ), desk as (select name, row_number() over (order by name) - 1 as n, count(*) over () as total from public.queues where open)
  insert into public.tickets
  select 'SAMPLE-' || t, 'Sample ticket ' || t,
    (array['New', 'In progress', 'Waiting customer', 'Resolved', 'Closed'])[1 + (t * 7) % 5],
    (select name from desk where n = (t * 13) % desk.total),
    case when t % 50 > 0 then (
      select name from holders where n = case when t % 50 = 1 then t % least(11, holders.total) else (t * 7919) % holders.total end
    ) end,
    now() - (t % 400) * interval '6 hours'
  from generate_series(1, $1::int) t`;

const index = `
  create index on public.tickets ("TKT-Assigned To User");
  create index on public.tickets ("TKT-Queue");
  analyze public.tickets`;

async function sample(count: number): Promise<string> {
  const muster = await openMuster(readConfig(process.env), {
    workingDirectory: process.cwd(),
    environment: process.env,
  });
  const client = new pg.Client({ connectionString: muster.whereabouts.databaseUrl });
  try {
    await client.connect();
    const { rows } = await client.query<{ exists: boolean; comment: string | null }>(
      "select to_regclass('public.tickets') is not null as exists, obj_description(to_regclass('public.tickets')) as comment",
    );
    if (rows[0]?.exists && rows[0].comment !== mark)
      throw new Error("There is a table tickets that Muster did not make: it is left alone, and no sample is made.");
    await client.query(`begin; ${make}`);
    await client.query(fill, [count]);
    await client.query(`${index}; commit`);
    return `Made the table tickets with ${count} rows of SAMPLE DATA.`;
  } finally {
    await client.end();
    await muster.close();
  }
}

const count = Number(values.count);
if (values.help) process.stdout.write(`${usage}\n`);
else if (!Number.isInteger(count) || count < 1 || count > 10_000_000) {
  process.stderr.write(`--count takes a whole number from 1 to 10000000.\n${usage}\n`);
  process.exitCode = 2;
} else
  try {
    process.stdout.write(`${await sample(count)}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
