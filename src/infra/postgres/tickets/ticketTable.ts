import { type DatabasePool, type FragmentSqlToken, sql } from "slonik";
import { z } from "zod";
import type { TicketColumn, TicketSettings } from "../../../app/ports/tickets.ts";

/** The table as it stands, as expressions over the alias `t`; what it has no column for is null. */
export type TicketTable = {
  readonly from: FragmentSqlToken;
  readonly assignee: FragmentSqlToken;
  readonly queue: FragmentSqlToken;
  readonly status: FragmentSqlToken;
  readonly open: FragmentSqlToken;
  readonly created: FragmentSqlToken;
  readonly ageDays: FragmentSqlToken;
  readonly row: FragmentSqlToken;
};

const column = z.object({ name: z.string(), type: z.string() });
const isInstant = (type: string | undefined): boolean => type !== undefined && /^(timestamp|date)/.test(type);

/** Looks at the table; answers why where nothing can be said about tickets. */
export async function ticketTable(tables: DatabasePool, settings: TicketSettings): Promise<TicketTable | string> {
  const name = settings.table.split(".");
  const quoted = name.map((part) => `"${part.replaceAll('"', '""')}"`).join(".");
  const rows = await tables.any(sql.type(column)`
    select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = to_regclass(${quoted}) and attnum > 0 and not attisdropped`);
  if (rows.length === 0)
    return `There is no table ${settings.table} in this database, so nothing can be said about tickets. Where it is called otherwise, MUSTER_TICKETS_TABLE names it.`;
  const types = new Map(rows.map((row) => [row.name, row.type]));
  if (!types.has(settings.columns.assignee))
    return `The table ${settings.table} has no column "${settings.columns.assignee}" that says whose a ticket is. Where it is called otherwise, MUSTER_TICKETS_ASSIGNEE names it.`;
  return expressions(name, settings, types);
}

function expressions(
  name: readonly string[],
  settings: TicketSettings,
  types: ReadonlyMap<string, string>,
): TicketTable {
  const { columns, closedStatuses } = settings;
  const text = (which: TicketColumn) =>
    types.has(columns[which]) ? sql.fragment`t.${sql.identifier([columns[which]])}::text` : sql.fragment`null::text`;
  // Compared as it is, so that an index of the desk's on the column serves.
  const assignee = sql.fragment`t.${sql.identifier([columns.assignee])}`;
  const status = text("status");
  const created = isInstant(types.get(columns.created))
    ? sql.fragment`t.${sql.identifier([columns.created])}::timestamptz`
    : sql.fragment`null::timestamptz`;
  const closed = sql.array(
    closedStatuses.map((each) => each.toLowerCase()),
    "text",
  );
  const open = sql.fragment`(${status} is null or lower(${status}) <> all (${closed}))`;
  const ageDays = sql.fragment`floor(extract(epoch from now() - ${created}) / 86400)::int`;
  return {
    ...{ assignee, status, created, open, ageDays, queue: text("queue") },
    from: sql.fragment`${sql.identifier([...name])} t`,
    row: sql.fragment`${text("id")} as "ticketId", ${text("summary")} as summary, ${status} as status, ${open} as open,
      ${text("queue")} as queue, ${assignee}::text as "assignedTo", ${created} as "createdAt", ${ageDays} as "ageDays"`,
  };
}
