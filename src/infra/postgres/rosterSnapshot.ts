import pg, { type Pool } from "pg";
import type { RosterSnapshot, RosterSnapshots } from "../../app/ports/rosterSnapshot.ts";

const { DatabaseError } = pg;
const undefinedTable = "42P01";

// One statement sees the checkpoint and the rows that it vouches for at one moment. The instant is that of the newest
// change that the rows hold.
const sql = `
  select p.position::text as position,
    to_char(greatest(
      (select max(changed_at) from public.team_member_history), (select max(updated_at) from public.queues), 'epoch'
    ) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "recordedAt",
    (select coalesce(json_agg(json_build_object(
        'name', m.name, 'email', m.email, 'team', m.team, 'active', m.active,
        'queues', (
          select coalesce(json_agg(json_build_object('queue', a.queue_name) order by a.queue_name), '[]')
          from public.team_queue_assignments a where a.member_id = m.member_id and a.active
        )
      ) order by m.name), '[]') from public.team_members m where m.team = $1 and m.active) as rows,
    (select coalesce(json_agg(q.name order by q.name), '[]') from public.queues q
      where q.open and exists (
        select from public.team_queue_assignments a join public.team_members m using (member_id)
        where a.queue_id = q.queue_id and m.team = $1
      )) as queues
  from muster.projection p`;

type Row = Omit<RosterSnapshot, "position"> & { readonly position: string };

/** The read tables in Postgres, as the projector of the roster file reads them. */
export const postgresRosterSnapshots = (pool: Pool): RosterSnapshots => ({
  async snapshot(team) {
    try {
      const { rows } = await pool.query<Row>({ name: "roster-snapshot", text: sql, values: [team] });
      const [row] = rows;
      return row && { ...row, position: BigInt(row.position) };
    } catch (error) {
      if (error instanceof DatabaseError && error.code === undefinedTable) return undefined;
      throw error;
    }
  },
});
