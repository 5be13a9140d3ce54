import type { PoolClient } from "pg";
import type { FactsWanted } from "../../../app/ports/figureSources.ts";
import type { Beginning, DayRange, Ending, Facts, Stay } from "../../../projections/figures/facts.ts";
import { types } from "../types.ts";
import { covers, type FactTable, stays, terms } from "./tables.ts";

/** The facts that are wanted, as the tables have them. */
export async function readFacts(client: PoolClient, wanted: FactsWanted): Promise<Facts> {
  const { range, needs, team, without = [] } = wanted;
  const { people, queues } = needs;
  const of = <Row>(table: FactTable<Row>, team: string | null) => read(client, table, { ...wanted, team });
  return {
    stays:
      people === "none"
        ? []
        : people === "presences" && range && team === null
          ? await readPresences(client, range, without)
          : await of(stays, team),
    covers: queues === "none" ? [] : await of(covers, null),
    terms: queues === "all" ? await of(terms, null) : [],
  };
}

type Alike = readonly [from: string, to: string | null, begins: Beginning | null, ends: Ending | null, count: number];

/**
 * Who is present in some days, those who are alike told together: of most it is known only that they are there throughout.
 * Who they are and since when is not told.
 */
async function readPresences(
  client: PoolClient,
  range: DayRange,
  without: readonly string[],
): Promise<readonly Stay[]> {
  const { rows } = await client.query<[...Alike]>({
    name: "figures-presences",
    text: `select greatest(first_day, $1::date - 1), case when last_day <= $2::date then last_day end,
        case when first_day >= $1::date then begins end, case when last_day <= $2::date then ends end, count(*)::int
      from muster.presences
      where first_day <= $2::date and (last_day is null or last_day >= $1::date) and member_id <> all($3::uuid[]) group by 1, 2, 3, 4`,
    values: [range.from, range.to, without],
    rowMode: "array",
    types,
  });
  const untold = { memberId: "", team: "", title: null, managerId: null, servedBefore: 0 };
  return rows.flatMap(([from, to, begins, ends, count]) => {
    const stay: Stay = { ...untold, from, to, begins: begins ?? "changed", ends, startDate: from };
    return Array.from({ length: count }, () => stay);
  });
}

type Part = Pick<FactsWanted, "range" | "team" | "without">;

async function read<Row>(
  client: PoolClient,
  table: FactTable<Row>,
  { range, team, without = [] }: Part,
): Promise<readonly Row[]> {
  const { name, columns } = table;
  const [first, last] = range ? [range.from, range.to] : ["-infinity", "infinity"];
  const ofTeam = team === null ? "" : "and team = $4";
  // As arrays: there may be many, and a row of an object takes twice as long.
  const { rows } = await client.query<unknown[]>({
    name: `figures-${name}${team === null ? "" : "-of-team"}`,
    text: `select ${columns.map((column) => column.name).join(", ")} from ${name}
      where first_day <= $2::date and (last_day is null or last_day >= $1::date) and ${columns[0]?.name} <> all($3::uuid[]) ${ofTeam}
      order by ${columns[0]?.name}, first_day`,
    values: [first, last, without, ...(team === null ? [] : [team])],
    rowMode: "array",
    types,
  });
  const properties = columns.map(({ property }) => property);
  // The rows are ours, written from such facts.
  return rows.map((row) => Object.fromEntries(properties.map((property, index) => [property, row[index]])) as Row);
}
