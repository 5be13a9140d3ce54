import { type FragmentSqlToken, sql } from "slonik";
import type { Point, RowsInstead } from "../../app/ports/asOf.ts";
import type { VersionedTable } from "../../projections/versions.ts";
import { versionTables } from "./projector/tables.ts";

/**
 * The tables that a read is made of, each to stand in a `from` with an alias.
 * @property reportsTo whether the row (`m` unless named) is led by what follows the `=`
 */
export type ReadTables = {
  readonly members: FragmentSqlToken;
  readonly queues: FragmentSqlToken;
  readonly assignments: FragmentSqlToken;
  readonly history: FragmentSqlToken;
  readonly reportsTo: (managers: FragmentSqlToken, alias?: string) => FragmentSqlToken;
};

const column = (alias: string, name: string) => sql.identifier([alias, name]);

/** What is, as known now. */
export const liveTables: ReadTables = {
  members: sql.fragment`public.team_members`,
  queues: sql.fragment`public.queues`,
  assignments: sql.fragment`public.team_queue_assignments`,
  history: sql.fragment`public.team_member_history`,
  reportsTo: (managers, alias = "m") => sql.fragment`${column(alias, "manager_id")} = ${managers}`,
};

/** How the versions of a table at a point are found, and the rows that stand in place of some. */
const at = ({ on, position, instead }: Point) => {
  const begun = sql.fragment`v.valid_from <= ${on}::date and v.known_from <= ${position}::bigint
    and v.known_to > ${position}::bigint`;
  return (columns: FragmentSqlToken, table: VersionedTable) => {
    const { name, owner } = versionTables[table];
    const versions = sql.identifier(["muster", name]);
    const kept = instead ? sql.fragment`${begun} and ${others(instead, table, owner)}` : begun;
    const added = instead && instead.rows[table].size > 0 ? rowsOf(instead, table, columns) : sql.fragment``;
    // In two parts, so that an index can compare each: it lasts, or that it was succeeded was not known yet.
    return sql.fragment`(
      select ${columns} from ${versions} v where ${kept} and v.valid_to > ${on}::date
      union all
      select ${columns} from ${versions} v where ${kept} and v.valid_to <= ${on}::date
        and v.succeeded_at > ${position}::bigint ${added})`;
  };
};

const others = ({ members, queues }: RowsInstead, table: VersionedTable, owner: string) =>
  sql.fragment`v.${sql.identifier([owner])} <> all (${sql.array([...(table === "queues" ? queues : members)], "uuid")})`;

/** Rows that no version holds, by the columns of the versions. */
function rowsOf({ rows }: RowsInstead, table: VersionedTable, columns: FragmentSqlToken): FragmentSqlToken {
  const { name, columns: known } = versionTables[table];
  const text = JSON.stringify(
    [...rows[table].values()].map((row) => {
      const values = row as unknown as Readonly<Record<string, unknown>>;
      return Object.fromEntries(known.map(({ name: column, property }) => [column, values[property] ?? null]));
    }),
    (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value),
  );
  return sql.fragment`union all select ${columns}
    from json_populate_recordset(null::${sql.identifier(["muster", name])}, ${text}::json) v`;
}

/** What was on a date, as known at a position: the same rows as in the live tables, by the same columns. */
export function tablesAt(point: Point): ReadTables {
  const versions = at(point);
  const queues = versions(
    sql.fragment`v.queue_id, v.name, v.minimum, v.open, v.opened_on, v.closed_on, v.revision, v.position, v.updated_at,
      v.effective_on`,
    "queues",
  );
  const ids = versions(sql.fragment`v.member_id`, "members");
  // One who never was leads nobody; who they led is found by the version's own column, which has an index.
  const members = versions(
    sql.fragment`v.member_id, v.name, v.email, v.email_key, v.team, v.title, v.active, v.manager_id as named_manager_id,
      case when v.manager_id is not null and exists (select from ${ids} b where b.member_id = v.manager_id)
        then v.manager_id end as manager_id,
      v.start_date, v.end_date, v.timezone, v.skills, v.revision, v.position, v.updated_at, v.effective_on`,
    "members",
  );
  const assignments = versions(
    sql.fragment`v.assignment_id, v.member_id, v.queue_id,
      coalesce((select q.name from ${queues} q where q.queue_id = v.queue_id), v.queue_id::text) collate "C" as queue_name,
      v.assignment_type, v.assigned_date, v.removed_date, v.active, v.position`,
    "assignments",
  );
  const history = sql.fragment`(select * from public.team_member_history h
    where h.position <= ${point.position}::bigint and h.effective_on <= ${point.on}::date)`;
  return {
    ...{ members, queues, assignments, history },
    reportsTo: (managers, alias = "m") =>
      sql.fragment`${column(alias, "named_manager_id")} = ${managers} and ${column(alias, "manager_id")} is not null`,
  };
}
