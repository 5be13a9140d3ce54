import { type FragmentSqlToken, sql } from "slonik";
import type { Point } from "../../app/ports/asOf.ts";

/**
 * The tables that a read is made of, each to stand in a `from` with an alias.
 * @property reportsTo whether the row (`m` unless named) is led by what follows the `=`
 */
export type ReadTables = {
  readonly members: FragmentSqlToken;
  readonly queues: FragmentSqlToken;
  readonly assignments: FragmentSqlToken;
  readonly reportsTo: (managers: FragmentSqlToken, alias?: string) => FragmentSqlToken;
};

const column = (alias: string, name: string) => sql.identifier([alias, name]);

/** What is, as known now. */
export const liveTables: ReadTables = {
  members: sql.fragment`public.team_members`,
  queues: sql.fragment`public.queues`,
  assignments: sql.fragment`public.team_queue_assignments`,
  reportsTo: (managers, alias = "m") => sql.fragment`${column(alias, "manager_id")} = ${managers}`,
};

/** The columns that all three have, and how their versions at a point are found. */
const at = ({ on, position }: Point) => {
  const begun = sql.fragment`v.valid_from <= ${on}::date and v.known_from <= ${position}::bigint
    and v.known_to > ${position}::bigint`;
  // In two parts, so that an index can compare each: it lasts, or that it was succeeded was not known yet.
  return (columns: FragmentSqlToken, versions: FragmentSqlToken) => sql.fragment`(
    select ${columns} from ${versions} v where ${begun} and v.valid_to > ${on}::date
    union all
    select ${columns} from ${versions} v where ${begun} and v.valid_to <= ${on}::date
      and v.succeeded_at > ${position}::bigint)`;
};

/** What was on a date, as known at a position: the same rows as in the live tables, by the same columns. */
export function tablesAt(point: Point): ReadTables {
  const versions = at(point);
  const queues = versions(
    sql.fragment`v.queue_id, v.name, v.minimum, v.open, v.opened_on, v.closed_on, v.revision, v.position, v.updated_at,
      v.effective_on`,
    sql.fragment`muster.queue_versions`,
  );
  const ids = versions(sql.fragment`v.member_id`, sql.fragment`muster.member_versions`);
  // One who never was leads nobody; who they led is found by the version's own column, which has an index.
  const members = versions(
    sql.fragment`v.member_id, v.name, v.email, v.email_key, v.team, v.title, v.active, v.manager_id as named_manager_id,
      case when v.manager_id is not null and exists (select from ${ids} b where b.member_id = v.manager_id)
        then v.manager_id end as manager_id,
      v.start_date, v.end_date, v.timezone, v.skills, v.revision, v.position, v.updated_at, v.effective_on`,
    sql.fragment`muster.member_versions`,
  );
  const assignments = versions(
    sql.fragment`v.assignment_id, v.member_id, v.queue_id,
      coalesce((select q.name from ${queues} q where q.queue_id = v.queue_id), v.queue_id::text) collate "C" as queue_name,
      v.assignment_type, v.assigned_date, v.removed_date, v.active, v.position`,
    sql.fragment`muster.assignment_versions`,
  );
  return {
    ...{ members, queues, assignments },
    reportsTo: (managers, alias = "m") =>
      sql.fragment`${column(alias, "named_manager_id")} = ${managers} and ${column(alias, "manager_id")} is not null`,
  };
}
