import type { Difference, RowCounts } from "../../../app/ports/projections.ts";
import type { Session } from "./session.ts";
import { type Column, knownAt, live, shadow, tables, versionTables } from "./tables.ts";

/** A table that is computed, the schema where it lives, and the names of its key's columns. */
type Compared = {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly schema: string;
  readonly key: readonly string[];
};

const all: readonly Compared[] = [
  ...[tables.queues, tables.members, tables.assignments, tables.history].map(({ name, columns }) => ({
    ...{ name, columns, schema: live.rows },
    key: columns.slice(0, 1).map((column) => column.name),
  })),
  ...Object.values(versionTables).map(({ name, columns, key }) => ({
    ...{ name, columns, schema: live.own },
    key: [key, "valid_from", "known_from"],
  })),
  { ...knownAt, schema: live.own, key: ["recorded_at"] },
];

// Whole tables are compared: their indexes are of no help, and a plan that goes through one table for each row of another
// would never end. Postgres cannot know that yet of tables that have just been filled.
const scanWhole = [
  ...["seqscan", "hashjoin", "mergejoin"].map((way) => `set local enable_${way} = on`),
  "set local enable_nestloop = off",
].join("; ");

/** More than anyone reads; a table that is altogether different must not fill the memory. */
const mostDifferences = 10_000;

const keyOf = ({ key }: Compared): string => key.join(", ");
const joined = ({ key }: Compared): string => key.map((column) => `s.${column} = l.${column}`).join(" and ");
const oneOf = ({ key }: Compared, alias: string): string => `${alias}.${key[0] ?? ""}`;
const told = ({ key }: Compared): string =>
  key.map((column) => `coalesce(l.${column}, s.${column})::text`).join(" || ' ' || ");
const list = ({ columns }: Compared, of: (name: string, type: string) => string): string =>
  columns.map(({ name, type }) => of(name, type)).join(", ");
const row = (table: Compared, alias: string): string => `row(${list(table, (name) => `${alias}.${name}`)})`;

const removal = (table: Compared): string =>
  `delete from ${table.schema}.${table.name} l
   where not exists (select from ${shadow.rows}.${table.name} s where ${joined(table)})`;

/** Rows that cease to be active come first, as in a batch. */
const replacement = (table: Compared): string => {
  const names = list(table, (name) => name);
  const inactiveFirst = table.columns.some(({ name }) => name === "active") ? "order by s.active" : "";
  return `insert into ${table.schema}.${table.name} (${names})
   select ${list(table, (name) => `s.${name}`)} from ${shadow.rows}.${table.name} s
   left join ${table.schema}.${table.name} l on ${joined(table)}
   where ${oneOf(table, "l")} is null or ${row(table, "s")} is distinct from ${row(table, "l")} ${inactiveFirst}
   on conflict (${keyOf(table)}) do update set ${list(table, (name) => `${name} = excluded.${name}`)}`;
};

/** Makes the live tables what the shadow is; answers how many rows that changed. In the caller's transaction. */
export async function applyDifference(session: Session): Promise<number> {
  let changed = 0;
  await session.query(scanWhole);
  for (const table of all) changed += (await session.query(removal(table))).rowCount ?? 0;
  for (const table of all) changed += (await session.query(replacement(table))).rowCount ?? 0;
  await session.query(`delete from ${live.own}.parked`);
  await session.query(`insert into ${live.own}.parked select * from ${shadow.own}.parked`);
  return changed;
}

// Positions and revisions as text: a number of JSON does not hold every one of them.
const asJson = (table: Compared, alias: string): string =>
  `json_build_object(${list(table, (name, type) => `'${name}', ${alias}.${name}${type === "bigint" ? "::text" : ""}`)})`;

const comparison = (table: Compared): string =>
  `select ${told(table)} as key,
     case when ${oneOf(table, "l")} is not null then ${asJson(table, "l")} end as live,
     case when ${oneOf(table, "s")} is not null then ${asJson(table, "s")} end as expected
   from ${table.schema}.${table.name} l full join ${shadow.rows}.${table.name} s on ${joined(table)}
   where ${oneOf(table, "l")} is null or ${oneOf(table, "s")} is null or ${row(table, "l")} is distinct from ${row(table, "s")}
   order by 1 limit ${mostDifferences}`;

type Json = Readonly<Record<string, unknown>> | null;

function cells(table: string, key: string, [found, expected]: readonly [Json, Json]): readonly Difference[] {
  if (found === null || expected === null) return [{ table, key, column: "*", live: found, expected }];
  const differing = Object.keys(expected).filter(
    (column) => JSON.stringify(found[column]) !== JSON.stringify(expected[column]),
  );
  return differing.map((column) => ({ table, key, column, live: found[column], expected: expected[column] }));
}

const comparedParked = `select coalesce(l.key, s.key) as key, l.error as live, s.error as expected
  from ${live.own}.parked l full join ${shadow.own}.parked s using (key)
  where l.position is distinct from s.position order by 1 limit ${mostDifferences}`;

/** Where the live tables and the shadow disagree, by table, key and column; the first ten thousand of them. */
export async function differences(session: Session): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  await session.query(scanWhole);
  for (const table of all) {
    const { rows } = await session.query(comparison(table));
    for (const { key, live: is, expected } of rows)
      found.push(...cells(table.name, String(key), [is as Json, expected as Json]));
  }
  const { rows } = await session.query(comparedParked);
  for (const { key, live: is, expected } of rows)
    found.push({ table: "parked", key: String(key), column: "*", live: is, expected });
  return found.slice(0, mostDifferences);
}

/** How many rows the shadow holds. */
export async function countRows(session: Session): Promise<RowCounts> {
  const count = (name: string) => `(select count(*)::int from ${shadow.rows}.${name})`;
  const { rows } = await session.query(
    `select ${count("team_members")} as members, ${count("team_queue_assignments")} as assignments,
       ${count("team_member_history")} as history, ${count("queues")} as queues`,
  );
  return rows[0] as unknown as RowCounts;
}
