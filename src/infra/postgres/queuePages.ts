import { sql } from "slonik";
import type { RosterPages, Slice } from "../../app/ports/rosterPages.ts";
import type { ReadTables } from "./readTables.ts";
import type { TableReads } from "./rosterPool.ts";
import { queueColumns } from "./rosterQueries.ts";
import { coverageRow, queuePersonRow, revisedQueueRow } from "./rosterRows.ts";

type QueuePages = Pick<RosterPages, "queues" | "queue" | "queueMembers" | "coverage">;

/** Lists of queues, and of who covers them. */
export const queuePages = (reads: TableReads, { members, queues, assignments }: ReadTables): QueuePages => ({
  queues(all, { after, limit }) {
    const query = sql.type(revisedQueueRow)`select ${queueColumns}, revision from ${queues} q
      where (open or ${all}) and ${beyond(after)} order by name, queue_id limit ${limit}`;
    return reads.read((tables) => tables.any(query));
  },
  async queue(queueId) {
    const query = sql.type(revisedQueueRow)`
      select ${queueColumns}, revision from ${queues} q where queue_id = ${queueId}::uuid`;
    return (await reads.read((tables) => tables.maybeOne(query))) ?? undefined;
  },
  queueMembers(queueId, { all, team }, { after, limit }) {
    // The queue's name leads to the rows by an index of theirs; the id tells queues of one name apart.
    const query = sql.type(queuePersonRow)`
      select m.member_id as "memberId", m.name, m.email, m.team, a.assignment_id as "assignmentId",
        a.assignment_type as type, a.assigned_date as "assignedDate", a.removed_date as "removedDate"
      from ${assignments} a join ${members} m on m.member_id = a.member_id
      where a.queue_name = (select name from ${queues} q where queue_id = ${queueId}::uuid)
        and a.queue_id = ${queueId}::uuid and ${all ? yes : sql.fragment`a.active`}
        and ${team === undefined ? yes : sql.fragment`m.team = ${team}`}
        and ${after ? sql.fragment`(m.name, a.assignment_id) > (${after[0]}, ${after[1]}::uuid)` : yes}
      order by m.name, a.assignment_id limit ${limit}`;
    return reads.read((tables) => tables.any(query));
  },
  async coverage(uncovered, { after, limit }) {
    const query = sql.type(coverageRow)`select * from (
        select q.queue_id as "queueId", q.name as queue, q.minimum,
          count(*) filter (where a.assignment_type = 'primary')::int as "primary",
          count(*) filter (where a.assignment_type = 'backup')::int as backup,
          count(*) filter (where a.assignment_type = 'trainee')::int as trainee
        from ${queues} q left join ${assignments} a on a.queue_id = q.queue_id and a.active
        where q.open and ${beyond(after)} group by q.queue_id, q.name, q.minimum) c
      where ${uncovered ? sql.fragment`c.primary + c.backup < greatest(1, c.minimum)` : yes}
      order by queue, "queueId" limit ${limit}`;
    const rows = await reads.read((tables) => tables.any(query));
    return rows.map((row) => ({ ...row, covered: row.primary + row.backup >= Math.max(1, row.minimum) }));
  },
});

const yes = sql.fragment`true`;
const beyond = (after: Slice["after"]) =>
  after ? sql.fragment`(q.name, q.queue_id) > (${after[0]}, ${after[1]}::uuid)` : yes;
