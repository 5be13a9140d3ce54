import { type FragmentSqlToken, type ListSqlToken, sql } from "slonik";
import type { MemberFilter, MemberSort, RevisedMember, RosterPages, Slice } from "../../app/ports/rosterPages.ts";
import { joinedBy } from "../joined.ts";
import { anyCase } from "./anyCase.ts";
import { liveTables, type ReadTables } from "./readTables.ts";
import type { TableReads } from "./rosterPool.ts";
import { memberColumns, queuesOfMember, withQueuesByName } from "./rosterQueries.ts";
import { revisedMemberRow } from "./rosterRows.ts";

const columns = { name: "name", email: "email_key", team: "team", startDate: "start_date" } as const;

/**
 * The members a slice at a time: sorted and cut first, so that only those who are shown have their queues looked up. Who
 * asks for the same slice while it is asked for shares the next answer, which is of a moment after each has asked.
 */
export function memberPages(reads: TableReads, tables = liveTables): RosterPages["members"] {
  const shared = joinedBy<readonly RevisedMember[]>();
  return (...slice) =>
    shared(JSON.stringify(slice), async () => {
      const rows = await reads.read((connection) => connection.any(membersQuery(...slice, tables)));
      return rows.map(withQueuesByName);
    });
}

/** The one statement that answers a slice. */
export const membersQuery = (
  ...[filter, sort, slice, tables = liveTables]: [MemberFilter, MemberSort, Slice, ReadTables?]
) => sql.type(revisedMemberRow)`
  select ${memberColumns}, m.revision
  from (select * from ${tables.members} m where ${conditions(tables, filter, sort, slice)}
    order by ${order(sort)} limit ${slice.limit}) m ${queuesOfMember(tables)}
  order by ${order(sort)}`;

function conditions(
  tables: ReadTables,
  ...[filter, sort, slice]: [MemberFilter, MemberSort, Slice]
): FragmentSqlToken | ListSqlToken {
  const { team, active, managerId, queueId, text, personal } = filter;
  const asked = [
    ...(team === undefined ? [] : [sql.fragment`m.team = ${team}`]),
    ...(active === undefined ? [] : [active ? sql.fragment`m.active` : sql.fragment`not m.active`]),
    ...(managerId === undefined ? [] : [tables.reportsTo(sql.fragment`${managerId}::uuid`)]),
    ...(queueId === undefined ? [] : [covers(tables, queueId)]),
    ...(text === undefined ? [] : [contains(anyCase(text), personal)]),
    ...(slice.after === undefined ? [] : [beyond(sort, slice.after)]),
  ];
  return asked.length === 0 ? sql.fragment`true` : sql.join(asked, sql.fragment` and `);
}

const covers = ({ assignments }: ReadTables, queueId: string) => sql.fragment`exists (select from ${assignments} a
  where a.member_id = m.member_id and a.queue_id = ${queueId}::uuid and a.active)`;

const contains = (pattern: string, personal: boolean) =>
  personal
    ? sql.fragment`(m.name ~ ${pattern} or m.email ~ ${pattern} or m.title ~ ${pattern})`
    : sql.fragment`m.name ~ ${pattern}`;

const column = ({ by }: MemberSort) => sql.identifier(["m", columns[by]]);

function beyond(sort: MemberSort, [value, id]: NonNullable<Slice["after"]>): FragmentSqlToken {
  const last = sort.by === "startDate" ? sql.fragment`${value}::date` : sql.fragment`${value}`;
  const than = sort.descending ? sql.fragment`<` : sql.fragment`>`;
  return sql.fragment`(${column(sort)}, m.member_id) ${than} (${last}, ${id}::uuid)`;
}

const order = (sort: MemberSort): FragmentSqlToken =>
  sort.descending ? sql.fragment`${column(sort)} desc, m.member_id desc` : sql.fragment`${column(sort)}, m.member_id`;
