import type { Pool } from "pg";
import { type DatabasePool, sql } from "slonik";
import type { MemberQueue, QueueCoverage, RosterQueries } from "../../app/ports/rosterQueries.ts";
import { normaliseEmail } from "../../domain/member/email.ts";
import { normaliseQueueName } from "../../domain/queue/name.ts";
import { liveTables, type ReadTables } from "./readTables.ts";
import { type TableReads, tableReads } from "./rosterPool.ts";
import { contactRow, coverageRow, historyRow, memberDetailsRow, memberRow, queueRow } from "./rosterRows.ts";

const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

const order = new Intl.Collator("en", { numeric: true });

function byName<Row extends { readonly name: string }>(
  rows: readonly Row[],
  tie: (row: Row) => string,
): readonly Row[] {
  return rows.toSorted((a, b) => order.compare(a.name, b.name) || (tie(a) < tie(b) ? -1 : 1));
}

export const memberColumns = sql.fragment`m.member_id as "memberId", m.name, m.email, m.team, m.title, m.active,
  m.manager_id as "managerId", m.start_date as "startDate", m.end_date as "endDate", coalesce(q.queues, '[]') as queues`;

export const queuesOfMember = ({ assignments }: ReadTables) => sql.fragment`left join lateral (
    select json_agg(json_build_object('queue', a.queue_name, 'type', a.assignment_type, 'assignedDate', a.assigned_date)) as queues
    from ${assignments} a where a.member_id = m.member_id and a.active
  ) q on true`;

export const queueColumns = sql.fragment`queue_id as "queueId", name, minimum, open, opened_on as "openedOn", closed_on as "closedOn"`;

export const historyColumns = sql.fragment`history_id as "historyId", member_id as "memberId",
  change_type as "changeType", field_name as "fieldName", old_value as "oldValue", new_value as "newValue",
  effective_on as "effectiveOn", changed_at as "changedAt", changed_by as "changedBy", reason, event_id as "eventId",
  position`;

export const withQueuesByName = <Row extends { readonly queues: readonly MemberQueue[] }>(row: Row): Row => ({
  ...row,
  queues: row.queues.toSorted((a, b) => order.compare(a.queue, b.queue)),
});

/** The reads over one pool of slonik's. */
class PostgresRosterQueries implements RosterQueries {
  readonly #reads: TableReads;
  readonly #tables: ReadTables;

  constructor(reads: TableReads, tables: ReadTables) {
    this.#reads = reads;
    this.#tables = tables;
  }

  contacts(team: string) {
    const query = sql.type(contactRow)`
      select member_id as "memberId", name, email from ${this.#tables.members} m where team = ${team} and active`;
    return this.#read(async (tables) => byName(await tables.any(query), ({ memberId }) => memberId));
  }

  roster({ team, all = false }: { readonly team?: string; readonly all?: boolean } = {}) {
    const ofTeam = team === undefined ? sql.fragment`true` : sql.fragment`m.team = ${team}`;
    return this.#members(all ? ofTeam : sql.fragment`${ofTeam} and m.active`);
  }

  findMembers(reference: string) {
    const text = reference.trim();
    const key = isId(text)
      ? sql.fragment`m.member_id = ${text}::uuid`
      : sql.fragment`m.email_key = ${normaliseEmail(text)}`;
    return this.#members(sql.fragment`(${key} or m.name = ${text})`);
  }

  async member(memberId: string) {
    if (!isId(memberId)) return undefined;
    const query = sql.type(memberDetailsRow)`
      select ${memberColumns}, m.timezone, m.skills, m.revision, m.position, m.updated_at as "updatedAt"
      from ${this.#tables.members} m ${queuesOfMember(this.#tables)} where m.member_id = ${memberId}::uuid`;
    const row = await this.#read((tables) => tables.maybeOne(query));
    return row === null ? undefined : withQueuesByName(row);
  }

  queues({ all = false }: { readonly all?: boolean } = {}) {
    const query = sql.type(queueRow)`select ${queueColumns} from ${this.#tables.queues} q where open or ${all}`;
    return this.#read(async (tables) => byName(await tables.any(query), ({ queueId }) => queueId));
  }

  async findQueues(reference: string) {
    const text = reference.trim();
    const key = normaliseQueueName(text);
    const everyQueue = await this.queues({ all: true });
    return everyQueue.filter(({ queueId, name }) => queueId === text.toLowerCase() || normaliseQueueName(name) === key);
  }

  coverage(): Promise<readonly QueueCoverage[]> {
    const query = sql.type(coverageRow)`
      select q.queue_id as "queueId", q.name as queue, q.minimum,
        count(*) filter (where a.assignment_type = 'primary')::int as "primary",
        count(*) filter (where a.assignment_type = 'backup')::int as backup,
        count(*) filter (where a.assignment_type = 'trainee')::int as trainee
      from ${this.#tables.queues} q left join ${this.#tables.assignments} a on a.queue_id = q.queue_id and a.active
      where q.open group by q.queue_id, q.name, q.minimum`;
    return this.#read(async (tables) =>
      (await tables.any(query))
        .map((row) => ({ ...row, covered: row.primary + row.backup >= Math.max(1, row.minimum) }))
        .sort((a, b) => order.compare(a.queue, b.queue)),
    );
  }

  async history(memberId: string) {
    if (!isId(memberId)) return [];
    const query = sql.type(historyRow)`
      select ${historyColumns} from ${this.#tables.history} h where member_id = ${memberId}::uuid
      order by position desc, length(history_id), history_id`;
    return this.#read((tables) => tables.any(query));
  }

  close(): Promise<void> {
    return this.#reads.close();
  }

  #members(where: ReturnType<typeof sql.fragment>) {
    const query = sql.type(memberRow)`
      select ${memberColumns} from ${this.#tables.members} m ${queuesOfMember(this.#tables)} where ${where}`;
    return this.#read(async (tables) =>
      byName(await tables.any(query), ({ memberId }) => memberId).map(withQueuesByName),
    );
  }

  #read<T>(work: (tables: DatabasePool) => Promise<T>): Promise<T> {
    return this.#reads.read(work);
  }
}

/** Reads of the tables in Postgres, on connections of their own to the database of the pool, or on those given. */
export const postgresRosterQueries = (
  pool: Pool,
  reads = tableReads(pool),
): RosterQueries & { close(): Promise<void> } => rosterQueriesOver(reads, liveTables);

/** The same over other tables than the live ones. */
export const rosterQueriesOver = (reads: TableReads, tables: ReadTables): RosterQueries & { close(): Promise<void> } =>
  new PostgresRosterQueries(reads, tables);
