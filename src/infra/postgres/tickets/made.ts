import { type DatabasePool, sql } from "slonik";
import { z } from "zod";
import type { DayRange, TicketsMade } from "../../../projections/figures/facts.ts";
import type { TicketTable } from "./ticketTable.ts";

const row = z.object({ on: z.string(), queue: z.string().nullable(), tickets: z.number(), open: z.number() });

/** The desk's table does not tell when its tickets were made. */
export class NotDated extends Error {
  override readonly name = "NotDated";
}

/**
 * Tickets by the day on which they were made and by queue. Those without a date are in none.
 * @throws {NotDated}
 */
export async function ticketsMade(
  tables: DatabasePool,
  { from, queue, created, open, dated }: TicketTable,
  { days, timezone }: { readonly days: DayRange; readonly timezone: string },
): Promise<readonly TicketsMade[]> {
  if (!dated) throw new NotDated();
  return tables.any(sql.type(row)`
    select to_char(m.day, 'YYYY-MM-DD') as "on", m.queue, count(*)::int as tickets,
      count(*) filter (where m.open)::int as open
    from (
      select (${created} at time zone ${timezone})::date as day, nullif(btrim(${queue}), '') as queue, ${open} as open
      from ${from}
    ) m
    where m.day between ${days.from}::date and ${days.to}::date
    group by m.day, m.queue order by m.day, m.queue`);
}
