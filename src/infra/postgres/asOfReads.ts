import { sql } from "slonik";
import { z } from "zod";
import type { AsOfReads } from "../../app/ports/asOf.ts";
import { tablesAt } from "./readTables.ts";
import { postgresRosterPages } from "./rosterPages.ts";
import type { TableReads } from "./rosterPool.ts";
import { rosterQueriesOver } from "./rosterQueries.ts";
import { positionRow } from "./rosterRows.ts";
import { postgresRosterSheets } from "./rosterSheets.ts";

const timeRow = z.object({ recordedAt: z.string() });

/** Reads of the versions in Postgres, by the very statements that read the live tables. */
export const postgresAsOfReads = (reads: TableReads): AsOfReads => ({
  positionAt(instant) {
    const query = sql.type(positionRow)`select position from muster.known_at
      where recorded_at <= ${instant}::timestamptz order by recorded_at desc limit 1`;
    return reads.read(async (tables) => (await tables.maybeOneFirst(query)) ?? 0n);
  },
  newest() {
    return reads.read((tables) => tables.oneFirst(sql.type(positionRow)`select position from muster.projection`));
  },
  recordedBy(position) {
    // The first instant by which the log had come so far; where there is none, the position lies beyond what is known.
    const query = sql.type(timeRow)`select recorded_at as "recordedAt" from muster.known_at
      where position >= ${position}::bigint order by recorded_at limit 1`;
    return reads.read(async (tables) => (position === 0n ? null : await tables.maybeOneFirst(query)));
  },
  at(point) {
    const tables = tablesAt(point);
    return {
      queries: rosterQueriesOver(reads, tables),
      pages: postgresRosterPages(reads, tables),
      sheets: postgresRosterSheets(reads, tables),
    };
  },
});
