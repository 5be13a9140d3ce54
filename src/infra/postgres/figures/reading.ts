import type { PoolClient } from "pg";
import type { FactsWanted } from "../../../app/ports/figureSources.ts";
import type { Facts } from "../../../projections/figures/facts.ts";
import { types } from "../types.ts";
import { covers, type FactTable, presences, stays, terms } from "./tables.ts";

/** The facts that are wanted, as the tables have them. */
export async function readFacts(client: PoolClient, wanted: FactsWanted): Promise<Facts> {
  const { people, queues } = wanted.needs;
  const of = <Row>(table: FactTable<Row>, team: string | null) => read(client, table, { ...wanted, team });
  return {
    stays: people === "none" ? [] : await of(people === "stays" ? stays : presences, wanted.team),
    covers: queues ? await of(covers, null) : [],
    terms: queues ? await of(terms, null) : [],
  };
}

type Part = Pick<FactsWanted, "range" | "team">;

async function read<Row>(client: PoolClient, table: FactTable<Row>, { range, team }: Part): Promise<readonly Row[]> {
  const { name, columns } = table;
  const [first, last] = range ? [range.from, range.to] : ["-infinity", "infinity"];
  const ofTeam = team === null ? "" : "and team = $3";
  // As arrays: there may be many, and a row of an object takes twice as long.
  const { rows } = await client.query<unknown[]>({
    name: `figures-${name}${team === null ? "" : "-of-team"}`,
    text: `select ${columns.map((column) => column.name).join(", ")} from ${name}
      where first_day <= $2::date and (last_day is null or last_day >= $1::date) ${ofTeam}
      order by ${columns[0]?.name}, first_day`,
    values: [first, last, ...(team === null ? [] : [team])],
    rowMode: "array",
    types,
  });
  const properties = columns.map(({ property }) => property);
  // The rows are ours, written from such facts.
  return rows.map((row) => Object.fromEntries(properties.map((property, index) => [property, row[index]])) as Row);
}
