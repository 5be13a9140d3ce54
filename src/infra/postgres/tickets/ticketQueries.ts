import { type DatabasePool, type FragmentSqlToken, sql } from "slonik";
import { z } from "zod";
import type {
  TeamWorkload,
  TicketColumn,
  TicketList,
  TicketQueries,
  TicketsAnswer,
  TicketSettings,
} from "../../../app/ports/tickets.ts";
import type { TableReads } from "../rosterPool.ts";
import { type HeldName, namesakes, namesIn, namesOfLeavers } from "./names.ts";
import { NotDated, ticketsMade } from "./made.ts";
import { listTickets, under } from "./ticketList.ts";
import { type TicketTable, ticketTable } from "./ticketTable.ts";
import { countsOf, type CountsRow, workloadOf } from "./workload.ts";

/** A question to the table, which stands as it is described. */
type Question<T> = (tables: DatabasePool, table: TicketTable) => Promise<T>;
type Ask = <T>(question: Question<T>, ...needed: readonly TicketColumn[]) => Promise<TicketsAnswer<T>>;

/** Reads of the service desk's tickets beside the read tables. Nothing of the desk's is ever written. */
export function postgresTicketQueries(reads: TableReads, settings: TicketSettings): TicketQueries {
  const ask: Ask = (question, ...needed) =>
    reads.read(async (tables) => {
      try {
        const table = await ticketTable(tables, settings, ["assignee", "status", ...needed]);
        if (typeof table === "string") return { available: false, why: table };
        return { available: true, answer: await question(tables, table) };
      } catch (error) {
        const why = whyNot(error, settings);
        if (why === undefined) throw error;
        return { available: false, why };
      }
    });
  return { ...loads(ask), ...lists(ask) };
}

const lists = (ask: Ask): Pick<TicketQueries, "tickets" | "unassigned" | "heldByLeavers"> => ({
  tickets: (scope, slice) =>
    ask<TicketList>(async (tables, t) => {
      const own = (await namesIn(tables, scope)).filter(({ shared }) => !shared);
      return listTickets(tables, t, { meant: under(t, own), slice });
    }),
  unassigned({ team, ...slice }) {
    const question: Question<TicketList> = (tables, t) => {
      const queue = team === undefined ? sql.fragment`true` : sql.fragment`${t.queue} in (${coveredBy(team)})`;
      // Each half by itself is what an index of the desk's may serve.
      const where = sql.fragment`(${t.assignee} is null or btrim(${t.assignee}::text) = '') and ${queue}`;
      return listTickets(tables, t, { meant: { where, whose: () => null }, slice });
    };
    return team === undefined ? ask(question) : ask(question, "queue");
  },
  heldByLeavers: ({ team, ...slice }) =>
    ask(async (tables, t) => listTickets(tables, t, { meant: under(t, await namesOfLeavers(tables, team)), slice })),
});

const queueName = z.object({ name: z.string() });
const order = new Intl.Collator("en", { numeric: true });

const loads = (ask: Ask): Pick<TicketQueries, "workloadByMember" | "workloadByQueue" | "madeByDay"> => ({
  madeByDay: (days, timezone) => ask((tables, t) => ticketsMade(tables, t, { days, timezone }), "queue", "created"),
  workloadByMember: (scope) =>
    ask<TeamWorkload>(async (tables, t) => {
      const held = await namesIn(tables, scope);
      const counts = await countsUnder(tables, t, [...new Set(held.map(({ name }) => name))]);
      const shared = [...new Set(held.filter((each) => each.shared).map(({ name }) => name))];
      const ambiguous = (await namesakes(tables, shared)).map(({ name, members }) => {
        const { open } = workloadOf(counts.filter(({ holder }) => holder === name));
        return { name, open, members };
      });
      return { members: loadsOf(held, counts), ambiguous };
    }),
  workloadByQueue: (team) =>
    ask(async (tables, t) => {
      const which = team === undefined ? sql.fragment`true` : sql.fragment`q.name in (${coveredBy(team)})`;
      const queues = await tables.any(
        sql.type(queueName)`select q.name from public.queues q where q.open and ${which} order by q.name`,
      );
      const names = sql.array(
        queues.map(({ name }) => name),
        "text",
      );
      const from = sql.fragment`${t.from} where ${t.queue} = any (${names}) and ${t.open}`;
      const counts = await tables.any(countsOf(t.queue, t, from));
      const byQueue = Map.groupBy(counts, ({ holder }) => holder);
      return queues.map(({ name }) => ({ queue: name, ...workloadOf(byQueue.get(name) ?? []) }));
    }, "queue"),
});

/** Open tickets under each of the names, by status and age. */
function countsUnder(tables: DatabasePool, t: TicketTable, names: readonly string[]) {
  const named = sql.fragment`unnest(${sql.array([...names], "text")}) n (name) join ${t.from} on ${t.assignee} = n.name`;
  return tables.any(countsOf(sql.fragment`n.name`, t, sql.fragment`${named} where ${t.open}`));
}

function loadsOf(held: readonly HeldName[], counts: readonly CountsRow[]): TeamWorkload["members"] {
  const byName = Map.groupBy(counts, ({ holder }) => holder);
  const loadOf = (those: readonly HeldName[]) =>
    workloadOf(those.filter(({ shared }) => !shared).flatMap(({ name }) => byName.get(name) ?? []));
  return [...Map.groupBy(held, ({ memberId }) => memberId)]
    .map(([memberId, those]) => ({
      ...{ memberId, name: those[0]?.present ?? "", names: those.map(({ name }) => name).sort(order.compare) },
      ...loadOf(those),
    }))
    .sort((a, b) => order.compare(a.name, b.name) || (a.memberId < b.memberId ? -1 : 1));
}

/** Queues that the active members of a team cover. */
const coveredBy = (team: string): FragmentSqlToken => sql.fragment`
  select a.queue_name from public.team_queue_assignments a join public.team_members m using (member_id)
  where a.active and m.active and m.team = ${team}`;

/** Of a table that is there, and cannot be read: refused, or changed at this moment. */
function whyNot(error: unknown, { table, columns }: TicketSettings): string | undefined {
  if (error instanceof NotDated)
    return `The column "${columns.created}" of the table ${table} holds no dates, so nobody knows when its tickets were made. Where another one does, MUSTER_TICKETS_CREATED names it.`;
  switch (error instanceof Error && "code" in error ? error.code : undefined) {
    case "42501":
      return `Muster may not read the table ${table}: the user that it connects as needs "grant select" on it.`;
    case "42P01":
    case "42703":
      return `The table ${table} was changed while it was read: ask again.`;
    default:
      return undefined;
  }
}
