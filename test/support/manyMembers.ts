import type { Pool } from "pg";

/**
 * Fills the read tables with 50,000 members in teams of eleven, three assignments and two rows of history each (registered under one name, called
 * otherwise now), as
 * projecting would leave them; a few have left, few are trainees. Analysed, with all pages known to be visible.
 */
export async function fillWithManyMembers(pool: Pool, members = 50_000): Promise<void> {
  await pool.query(`
    create function pg_temp.id(kind text, n int) returns uuid immutable language sql as
      $$ select md5(kind || n)::uuid $$;
    insert into queues (queue_id, name, minimum, open, opened_on, revision, position, updated_at, effective_on)
      select pg_temp.id('queue', n), 'Queue ' || n, 0, true, '2025-01-01', 0, n, 'epoch', '2025-01-01'
      from generate_series(0, 199) n;
    insert into team_members (member_id, name, email, email_key, team, active, manager_id, start_date, end_date, skills,
        revision, position, updated_at, effective_on)
      select pg_temp.id('member', n), 'Member ' || n, 'm' || n || '@x.org', 'm' || n || '@x.org', 'team ' || n / 11,
        n % 100 <> 99, pg_temp.id('member', n / 11), '2025-01-01', case when n % 100 = 99 then date '2025-06-30' end,
        '{}', 0, n, 'epoch', '2025-01-01'
      from generate_series(0, ${members - 1}) n;
    insert into team_queue_assignments (assignment_id, member_id, queue_id, queue_name, assignment_type, assigned_date,
        removed_date, active, position)
      select pg_temp.id('assignment', n), pg_temp.id('member', n / 3), pg_temp.id('queue', n % 200), 'Queue ' || n % 200,
        case when n % 500 = 0 then 'trainee' else 'primary' end, '2025-01-01',
        case when n % 400 = 399 then date '2025-06-30' end, n % 400 <> 399, n
      from generate_series(0, ${members * 3 - 1}) n;
    insert into team_member_history (history_id, member_id, change_type, field_name, old_value, new_value, effective_on, changed_at,
        changed_by, event_id, position)
      select n || '-1', pg_temp.id('member', n / 2), case when n % 1000 = 0 then 'MemberRehired' else 'MemberRenamed' end,
        'name', case when n % 2 = 1 then 'Former ' || n / 2 end, case when n % 2 = 1 then 'Member ' else 'Former ' end || n / 2,
        '2025-01-01', timestamptz '2025-01-01' + n * interval '1 minute', 'os:test',
        pg_temp.id('event', n), n
      from generate_series(0, ${members * 2 - 1}) n;`);
  for (const table of ["team_members", "team_queue_assignments", "team_member_history", "queues"])
    await pool.query(`vacuum analyze ${table}`);
}
