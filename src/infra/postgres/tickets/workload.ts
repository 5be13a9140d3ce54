import { type FragmentSqlToken, sql } from "slonik";
import { z } from "zod";
import type { Workload } from "../../../app/ports/tickets.ts";
import type { TicketTable } from "./ticketTable.ts";

/** Open tickets of one holder and status, counted by age. */
export const countsRow = z.object({
  holder: z.string(),
  status: z.string().nullable(),
  tickets: z.number(),
  upToOneDay: z.number(),
  upToOneWeek: z.number(),
  upToOneMonth: z.number(),
  older: z.number(),
  unknown: z.number(),
});
export type CountsRow = z.infer<typeof countsRow>;

/**
 * Rows of {@link countsRow} from open tickets. Ages are whole days: one week is up to 7 of them.
 * @param from the tables, with the conditions
 */
export function countsOf(holder: FragmentSqlToken, { status, ageDays }: TicketTable, from: FragmentSqlToken) {
  const aged = (condition: FragmentSqlToken) => sql.fragment`count(*) filter (where ${condition})::int`;
  // Without the offset the age would be computed anew for each count.
  return sql.type(countsRow)`
    select holder, status, count(*)::int as tickets,
      ${aged(sql.fragment`age <= 1`)} as "upToOneDay",
      ${aged(sql.fragment`age between 2 and 7`)} as "upToOneWeek",
      ${aged(sql.fragment`age between 8 and 30`)} as "upToOneMonth",
      ${aged(sql.fragment`age > 30`)} as older,
      ${aged(sql.fragment`age is null`)} as unknown
    from (select ${holder} as holder, ${status} as status, ${ageDays} as age from ${from} offset 0) c
    group by holder, status`;
}

/** One holder's workload from their rows, which may be of several names; nothing where there are none. */
export function workloadOf(rows: readonly CountsRow[]): Workload {
  const sum = (count: (row: CountsRow) => number, of = rows) => of.reduce((total, row) => total + count(row), 0);
  return {
    open: sum(({ tickets }) => tickets),
    byStatus: [...Map.groupBy(rows, ({ status }) => status ?? "(none)")]
      .map(([status, those]) => ({ status, tickets: sum(({ tickets }) => tickets, those) }))
      .sort((a, b) => b.tickets - a.tickets || (a.status < b.status ? -1 : 1)),
    ageing: {
      upToOneDay: sum((row) => row.upToOneDay),
      upToOneWeek: sum((row) => row.upToOneWeek),
      upToOneMonth: sum((row) => row.upToOneMonth),
      older: sum((row) => row.older),
      unknown: sum((row) => row.unknown),
    },
  };
}
