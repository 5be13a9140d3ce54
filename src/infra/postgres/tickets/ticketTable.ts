import { type DatabasePool, type FragmentSqlToken, sql } from "slonik";
import { z } from "zod";
import type { TicketColumn, TicketSettings } from "../../../app/ports/tickets.ts";

/** The table as it stands, as expressions over the alias `t`; what it has no column for is null. */
export type TicketTable = {
  readonly from: FragmentSqlToken;
  /** Whether tickets have ids. */
  readonly identified: boolean;
  /** Whether it is told when they were made. */
  readonly dated: boolean;
  /** Compared as it is, so that an index of the desk's on the column serves. */
  readonly assignee: FragmentSqlToken;
  readonly open: FragmentSqlToken;
} & Readonly<Record<"id" | "summary" | "status" | "queue" | "created" | "ageDays", FragmentSqlToken>>;

const column = z.object({ name: z.string(), type: z.string() });

const what: Readonly<Record<TicketColumn, string>> = {
  id: "of the tickets' ids",
  summary: "of their summaries",
  status: "of their statuses, so that nobody knows which are open",
  queue: "of their queues",
  assignee: "that says whose a ticket is",
  created: "of when they were made",
};

/** Looks at the table; answers why where nothing can be said about tickets. `needed` are columns that must be there. */
export async function ticketTable(
  tables: DatabasePool,
  settings: TicketSettings,
  needed: readonly TicketColumn[],
): Promise<TicketTable | string> {
  const name = settings.table.split(".");
  const quoted = name.map((part) => `"${part.replaceAll('"', '""')}"`).join(".");
  const rows = await tables.any(sql.type(column)`
    select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = to_regclass(${quoted}) and attnum > 0 and not attisdropped`);
  if (rows.length === 0)
    return `There is no table ${settings.table} in this database, so nothing can be said about tickets. Where it is called otherwise, MUSTER_TICKETS_TABLE names it.`;
  const types = new Map(rows.map((row) => [row.name, row.type]));
  const missing = needed.find((each) => !types.has(settings.columns[each]));
  if (missing !== undefined)
    return `The table ${settings.table} has no column "${settings.columns[missing]}" ${what[missing]}. Where it is called otherwise, MUSTER_TICKETS_${missing.toUpperCase()} names it.`;
  return expressions(name, settings, types);
}

const isText = (type: string | undefined): boolean => type !== undefined && /^(text|char|citext|name$)/.test(type);
const isInstant = (type: string | undefined): boolean => type !== undefined && /^(timestamp|date)/.test(type);

function expressions(
  name: readonly string[],
  { columns, closedStatuses }: TicketSettings,
  types: ReadonlyMap<string, string>,
): TicketTable {
  const the = (which: TicketColumn) => sql.fragment`t.${sql.identifier([columns[which]])}`;
  const typeOf = (which: TicketColumn) => types.get(columns[which]);
  const text = (which: TicketColumn) =>
    typeOf(which) === undefined ? sql.fragment`null::text` : sql.fragment`${the(which)}::text`;
  const status = text("status");
  // What is before and after all time is no date.
  const created = isInstant(typeOf("created"))
    ? sql.fragment`(case when isfinite(${the("created")}) then ${the("created")}::timestamptz end)`
    : sql.fragment`null::timestamptz`;
  const closed = sql.array(
    closedStatuses.map((each) => each.toLowerCase()),
    "text",
  );
  return {
    ...{ status, created, summary: text("summary"), queue: text("queue") },
    from: sql.fragment`${sql.identifier([...name])} t`,
    identified: typeOf("id") !== undefined,
    dated: isInstant(typeOf("created")),
    id: sql.fragment`coalesce(${text("id")}, '') collate "C"`,
    assignee: isText(typeOf("assignee")) ? the("assignee") : text("assignee"),
    open: sql.fragment`(${status} is null or lower(${status}) <> all (${closed}))`,
    ageDays: sql.fragment`floor(extract(epoch from now() - ${created}) / 86400)::int`,
  };
}
