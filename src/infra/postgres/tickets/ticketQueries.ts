import type { Pool } from "pg";
import { type DatabasePool, type FragmentSqlToken, sql } from "slonik";
import { z } from "zod";
import type {
  TicketList,
  TicketQueries,
  TicketsAnswer,
  TicketScope,
  TicketSettings,
} from "../../../app/ports/tickets.ts";
import { openRosterPool } from "../rosterPool.ts";
import { reachingTables } from "../tablesOutage.ts";
import { calledByActive, namesIn, namesOf } from "./names.ts";
import { type TicketTable, ticketTable } from "./ticketTable.ts";
import { countColumns, countsRow, workloadOf } from "./workload.ts";

const ticketRow = z.object({
  ticketId: z
    .string()
    .nullable()
    .transform((id) => id ?? ""),
  summary: z.string().nullable(),
  status: z.string().nullable(),
  open: z.boolean(),
  queue: z.string().nullable(),
  assignedTo: z.string().nullable(),
  memberId: z.string().nullable(),
  createdAt: z.string().nullable(),
  ageDays: z.number().nullable(),
  total: z.bigint(),
});
const heldName = z.object({ memberId: z.string(), present: z.string(), name: z.string(), shared: z.boolean() });
const namesake = z.object({
  name: z.string(),
  open: z.number(),
  members: z.array(z.object({ memberId: z.string(), name: z.string(), team: z.string() })),
});
const queueName = z.object({ name: z.string() });

const order = new Intl.Collator("en", { numeric: true });

/** A list's page and how many there are in all; nobody looks at a page of none. */
function listed(rows: readonly z.infer<typeof ticketRow>[]): TicketList {
  return { tickets: rows.map(({ total: _, ...ticket }) => ticket), total: Number(rows[0]?.total ?? 0n) };
}

/** Queues that the active members of a team cover. */
const coveredBy = (team: string): FragmentSqlToken => sql.fragment`
  select a.queue_name from public.team_queue_assignments a join public.team_members m using (member_id)
  where a.active and m.active and m.team = ${team}`;

class PostgresTicketQueries implements TicketQueries {
  readonly #pool: Pool;
  readonly #settings: TicketSettings;
  #slonik: Promise<DatabasePool> | undefined;

  constructor(pool: Pool, settings: TicketSettings) {
    this.#pool = pool;
    this.#settings = settings;
  }

  tickets(scope: TicketScope, { limit, all = false }: { readonly limit: number; readonly all?: boolean | undefined }) {
    return this.#read(async (tables, t) =>
      listed(
        await tables.any(sql.type(ticketRow)`
          with mine as materialized (${namesIn(scope)})
          select ${t.row}, mine.member_id as "memberId", count(*) over () as total
          from mine join ${t.from} on ${t.assignee} = mine.name
          where not mine.shared and (${all} or ${t.open}) order by ${t.created} nulls last limit ${limit}`),
      ),
    );
  }

  workloadByMember(scope: TicketScope) {
    return this.#read(async (tables, t) => {
      const names = await tables.any(sql.type(heldName)`
        select member_id as "memberId", present, name, shared from (${namesIn(scope)}) k`);
      const own = names.filter(({ shared }) => !shared);
      const counts = await tables.any(sql.type(countsRow)`
        select n.member_id::text as holder, ${countColumns(t)}
        from unnest(${sql.array(
          own.map(({ memberId }) => memberId),
          "uuid",
        )}, ${sql.array(
          own.map(({ name }) => name),
          "text",
        )}) n (member_id, name)
        join ${t.from} on ${t.assignee} = n.name where ${t.open} group by n.member_id, ${t.status}`);
      const members = [...Map.groupBy(names, ({ memberId }) => memberId)].map(([memberId, held]) => ({
        ...{ memberId, name: held[0]?.present ?? "", names: held.map(({ name }) => name).sort(order.compare) },
        ...workloadOf(counts.filter(({ holder }) => holder === memberId)),
      }));
      members.sort((a, b) => order.compare(a.name, b.name) || (a.memberId < b.memberId ? -1 : 1));
      const shared = [...new Set(names.filter((each) => each.shared).map(({ name }) => name))];
      return { members, ambiguous: shared.length === 0 ? [] : await this.#namesakes(tables, t, shared) };
    });
  }

  workloadByQueue(team?: string) {
    return this.#read(async (tables, t) => {
      const which = team === undefined ? sql.fragment`true` : sql.fragment`q.name in (${coveredBy(team)})`;
      const queues = await tables.any(
        sql.type(queueName)`select q.name from public.queues q where q.open and ${which}`,
      );
      const counts = await tables.any(sql.type(countsRow)`
        select ${t.queue} as holder, ${countColumns(t)} from ${t.from}
        where ${t.open} and ${t.queue} = any (${sql.array(
          queues.map(({ name }) => name),
          "text",
        )})
        group by ${t.queue}, ${t.status}`);
      return queues
        .map(({ name }) => ({ queue: name, ...workloadOf(counts.filter(({ holder }) => holder === name)) }))
        .sort((a, b) => order.compare(a.queue, b.queue));
    });
  }

  unassigned({ limit, team }: { readonly limit: number; readonly team?: string | undefined }) {
    return this.#read(async (tables, t) => {
      const whose = team === undefined ? sql.fragment`true` : sql.fragment`${t.queue} in (${coveredBy(team)})`;
      return listed(
        await tables.any(sql.type(ticketRow)`
          select ${t.row}, null::text as "memberId", count(*) over () as total from ${t.from}
          where ${t.open} and coalesce(btrim(${t.assignee}::text), '') = '' and ${whose}
          order by ${t.created} nulls last limit ${limit}`),
      );
    });
  }

  heldByLeavers({ limit, team }: { readonly limit: number; readonly team?: string | undefined }) {
    return this.#read(async (tables, t) => {
      const whose = team === undefined ? sql.fragment`true` : sql.fragment`m.team = ${team}`;
      return listed(
        await tables.any(sql.type(ticketRow)`
          with gone as materialized (
            select name, case when count(distinct member_id) = 1 then min(member_id::text) end as "memberId"
            from (${namesOf(sql.fragment`not m.active and ${whose}`)}) k group by name
          )
          select ${t.row}, gone."memberId", count(*) over () as total
          from gone join ${t.from} on ${t.assignee} = gone.name
          where ${t.open} and not (${calledByActive(sql.fragment`gone.name`)})
          order by ${t.created} nulls last limit ${limit}`),
      );
    });
  }

  async close(): Promise<void> {
    await (await this.#slonik)?.end();
  }

  #namesakes(tables: DatabasePool, t: TicketTable, names: readonly string[]) {
    const wanted = sql.array([...names], "text");
    const called = sql.fragment`
      select k.name, k.member_id, m.name as present, m.team from (
        select name, member_id from public.team_members where name = any (${wanted})
        union
        select old_value, member_id from public.team_member_history where field_name = 'name' and old_value = any (${wanted})
      ) k join public.team_members m using (member_id)`;
    return tables.any(sql.type(namesake)`
      select c.name, (select count(*)::int from ${t.from} where ${t.assignee} = c.name and ${t.open}) as open,
        json_agg(json_build_object('memberId', c.member_id, 'name', c.present, 'team', c.team) order by c.member_id) as members
      from (${called}) c group by c.name order by c.name`);
  }

  #read<T>(work: (tables: DatabasePool, table: TicketTable) => Promise<T>): Promise<TicketsAnswer<T>> {
    return reachingTables(async () => {
      const tables = await (this.#slonik ??= openRosterPool(this.#pool));
      const table = await ticketTable(tables, this.#settings);
      if (typeof table === "string") return { available: false, why: table };
      return { available: true, answer: await work(tables, table) };
    });
  }
}

/** Reads of the service desk's tickets beside the read tables, on connections of their own. */
export const postgresTicketQueries = (
  pool: Pool,
  settings: TicketSettings,
): TicketQueries & { close(): Promise<void> } => new PostgresTicketQueries(pool, settings);
