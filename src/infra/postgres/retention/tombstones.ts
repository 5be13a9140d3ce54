import type { Pool } from "pg";
import type { Tombstones } from "../../../app/ports/tombstones.ts";
import { reachingTables } from "../tablesOutage.ts";

/** In `muster.events`, by a function of its owner's; the pool is that of the user who logged in. */
export const postgresTombstones = (pool: Pool): Tombstones => ({
  place: (stream, events) =>
    reachingTables(async () => {
      await pool.query({ text: "select muster.entomb($1, $2)", values: [stream, events] });
    }),
});
