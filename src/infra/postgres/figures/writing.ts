import type { PoolClient } from "pg";
import { idOfStream, type StreamFacts } from "../../../app/figures/foldStreams.ts";
import { covers, type FactTable, presences, stays, terms } from "./tables.ts";

const idOf = ({ stream }: StreamFacts): string => idOfStream(stream);

/** Puts what the streams come to in the place of what they came to before. */
export async function replaceFacts(client: PoolClient, folded: readonly StreamFacts[]): Promise<void> {
  const ofMembers = folded.filter(({ stream }) => stream.startsWith("member-"));
  const ofQueues = folded.filter(({ stream }) => stream.startsWith("queue-"));
  await replace(client, stays, ofMembers);
  await replace(client, presences, ofMembers);
  await replace(client, covers, ofMembers);
  await replace(client, terms, ofQueues);
}

async function replace<Row>(client: PoolClient, table: FactTable<Row>, streams: readonly StreamFacts[]): Promise<void> {
  if (streams.length === 0) return;
  const { name, columns, rowsOf } = table;
  const [id] = columns;
  await client.query({
    text: `delete from ${name} where ${id?.name} = any($1::uuid[])`,
    values: [streams.map(idOf)],
  });
  const rows = streams.flatMap(rowsOf);
  if (rows.length === 0) return;
  await client.query({
    text: `insert into ${name} (${columns.map((column) => column.name).join(", ")})
      select * from unnest(${columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(", ")})`,
    values: columns.map(({ property }) => rows.map((row) => row[property])),
  });
}
