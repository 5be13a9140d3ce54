import { type DatabasePool, type FragmentSqlToken, sql } from "slonik";
import { z } from "zod";
import type { TicketList, TicketSlice } from "../../../app/ports/tickets.ts";
import type { TicketTable } from "./ticketTable.ts";

const ticketRow = z.object({
  ticketId: z.string(),
  summary: z.string().nullable(),
  status: z.string().nullable(),
  open: z.boolean(),
  queue: z.string().nullable(),
  assignedTo: z.string().nullable(),
  createdAt: z.string().nullable(),
  ageDays: z.number().nullable(),
  total: z.bigint(),
  since: z.string(),
});

/** Which tickets are meant, as a condition over the table; `whose` says whom a name on a ticket stands for. */
export type Meant = {
  readonly join?: FragmentSqlToken;
  readonly where: FragmentSqlToken;
  readonly whose: (name: string) => string | null;
};

const utc = (instant: FragmentSqlToken, digits: "MS" | "US"): FragmentSqlToken =>
  sql.fragment`to_char(${instant} at time zone 'UTC', ${`YYYY-MM-DD"T"HH24:MI:SS.${digits}"Z"`}::text)`;

const ofStatus = (t: TicketTable, { status = "open" }: TicketSlice): FragmentSqlToken =>
  status === "all" ? sql.fragment`true` : status === "open" ? t.open : sql.fragment`not ${t.open}`;

/** A part of the tickets, the oldest first; those of which nobody knows how old they are come last. */
export async function listTickets(
  tables: DatabasePool,
  t: TicketTable,
  { meant, slice }: { readonly meant: Meant; readonly slice: TicketSlice },
): Promise<TicketList> {
  const { limit, after } = slice;
  const beyond = after
    ? sql.fragment`(since, "ticketId") > (${after[0]}::timestamptz, ${after[1]})`
    : sql.fragment`true`;
  const rows = await tables.any(sql.type(ticketRow)`
    select l."ticketId", l.summary, l.status, l.open, l.queue, l."assignedTo", l."ageDays", l.total,
      ${utc(sql.fragment`l.created`, "MS")} as "createdAt",
      case when isfinite(l.since) then ${utc(sql.fragment`l.since`, "US")} else 'infinity' end as since
    from (
      select * from (
        select ${t.id} as "ticketId", ${t.summary} as summary, ${t.status} as status, ${t.open} as open,
          ${t.queue} as queue, ${t.assignee}::text as "assignedTo", ${t.created} as created, ${t.ageDays} as "ageDays",
          coalesce(${t.created}, 'infinity') as since, count(*) over () as total
        from ${t.from} ${meant.join ?? sql.fragment``} where ${meant.where} and ${ofStatus(t, slice)}
      ) every where ${beyond} order by since, "ticketId" limit ${limit + 1}
    ) l order by l.since, l."ticketId"`);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    tickets: shown.map(({ total: _, since: __, ...ticket }) => ({
      ...ticket,
      memberId: ticket.assignedTo === null ? null : meant.whose(ticket.assignedTo),
    })),
    total: Number(rows[0]?.total ?? 0n),
    next: rows.length > limit && last && t.identified ? [last.since, last.ticketId] : null,
  };
}

/** Tickets under the names of these people, as a join of the desk's own column with the names. */
export function under(
  t: TicketTable,
  names: readonly { readonly name: string; readonly memberId: string | null }[],
): Meant {
  const people = new Map(names.map(({ name, memberId }) => [name, memberId]));
  return {
    join: sql.fragment`join unnest(${sql.array([...people.keys()], "text")}) n (name) on ${t.assignee} = n.name`,
    where: sql.fragment`true`,
    whose: (name) => people.get(name) ?? null,
  };
}
