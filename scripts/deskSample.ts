import type { ClientBase } from "pg";

/** What the table of sample tickets says of itself; a table `tickets` that does not say so is somebody's own. */
export const sampleMark = "SAMPLE DATA, made by Muster for trying and for benchmarks";

/** There is a table that Muster did not make, and so never touches. */
export class NotASample extends Error {
  override readonly name = "NotASample";
}

const make = `
  create table public.tickets (
    "TKT-Ticket ID" text primary key, "TKT-Summary" text not null, "TKT-Status" text not null, "TKT-Queue" text,
    "TKT-Assigned To User" text, "TKT-Created Date" timestamptz not null
  );
  comment on table public.tickets is '${sampleMark}'`;

// Two in a hundred are the team's, of which some lie under a name that a member had before; two in a hundred are nobody's;
// the others are held by other members, by people who left, and by people whom no roster knows. Most of what is older than a
// month is done.
const fill = `
  with team as materialized (
    select name, (select h.old_value from public.team_member_history h
        where h.member_id = m.member_id and h.field_name = 'name' and h.old_value is not null limit 1) as former,
      row_number() over (order by name, member_id) - 1 as n
    from public.team_members m where active and team = $2
  ), others as materialized (
    select name, row_number() over (order by member_id) - 1 as n
    from public.team_members where not active or team <> $2
  ), desk as materialized (
    select name, row_number() over (order by name, queue_id) - 1 as n from public.queues where open
  ), made as (
    select t, t % 50 as kind, t / 50 as nth, hashint4(t) & 1023 as dice, 400.0 * ($1 - t) / $1 as days,
      (t * 13::bigint) % nullif((select count(*) from desk), 0) as at_desk,
      case when t % 50 = 1 then t / 50 % nullif((select count(*) from team), 0) end as of_team,
      case when t % 50 > 4 then (t * 7919::bigint) % nullif((select count(*) from others), 0) end as of_others
    from generate_series(1, $1::int) t
  )
  insert into public.tickets
  select 'SAMPLE-' || lpad(made.t::text, 8, '0'),
    'Sample: ' || (array['the printer prints blanks', 'a password is lost', 'no sound in the meeting room', 'the VPN drops out',
      'a folder cannot be opened', 'a new laptop', 'mail comes late', 'a certificate expires'])[1 + dice % 8],
    case when dice < case when days < 30 then 614 else 51 end
      then (array['New', 'In progress', 'Waiting for customer'])[1 + made.t % 3]
      else (array['Resolved', 'Closed', 'Closed', 'Cancelled'])[1 + made.t % 4] end,
    desk.name,
    case kind
      when 0 then null
      when 1 then coalesce(case when nth % 10 = 0 then team.former end, team.name, 'Sample Person ' || nth % 997)
      else coalesce(others.name, 'Sample Person ' || made.t % 997)
    end,
    now() - days * interval '1 day'
  from made
    left join desk on desk.n = at_desk left join team on team.n = of_team left join others on others.n = of_others`;

// The last is for whoever joins the column with a name of the roster, which is compared by its bytes.
const index = `
  create index on public.tickets ("TKT-Assigned To User");
  create index on public.tickets ("TKT-Queue");
  create index on public.tickets ("TKT-Created Date");
  create index on public.tickets ("TKT-Assigned To User" collate "C")`;

/**
 * Makes the table `tickets` anew, of sample data alone, as a service desk might keep it, with the indexes that a desk has.
 * The team holds one in fifty of them.
 * @throws {NotASample}
 */
export async function makeSampleTickets(client: ClientBase, { count, team }: { count: number; team: string }) {
  const sample = await isSample(client);
  if (sample === false) throw new NotASample("There is a table tickets that Muster did not make: it is left alone.");
  await client.query("begin");
  if (sample) await client.query("drop table public.tickets");
  await client.query(make);
  await client.query(fill, [count, team]);
  await client.query(index);
  await client.query("commit");
  await client.query("vacuum analyze public.tickets");
}

/** Takes the sample away again; false where there is none. @throws {NotASample} */
export async function removeSampleTickets(client: ClientBase): Promise<boolean> {
  const sample = await isSample(client);
  if (sample === false) throw new NotASample("There is a table tickets that Muster did not make: it is left alone.");
  if (sample) await client.query("drop table public.tickets");
  return sample === true;
}

/** Undefined where there is no table. */
async function isSample(client: ClientBase): Promise<boolean | undefined> {
  const { rows } = await client.query<{ there: boolean; comment: string | null }>(
    "select to_regclass('public.tickets') is not null as there, obj_description(to_regclass('public.tickets'), 'pg_class') as comment",
  );
  return rows[0]?.there ? rows[0].comment === sampleMark : undefined;
}
