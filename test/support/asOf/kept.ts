import type { MusterEvent } from "../../../src/domain/event.ts";
import type { Recorded } from "../../../src/domain/recorded.ts";
import { emptyTables, type RosterTables } from "../../../src/projections/rosterTables.ts";
import { layVersioned, VersionChanges } from "../../../src/projections/versionChanges.ts";
import { end, holdsAt, keyOf, type Moment, ownerOf, type Version } from "../../../src/projections/versions.ts";

type Event = Recorded<MusterEvent>;

/** The live tables, and the versions beside them as a database keeps them: only the changes of a batch are brought in. */
export function keptAfter(events: readonly Event[], batch: number) {
  const tables = emptyTables();
  const streams = Map.groupBy(events, ({ stream }) => stream);
  let kept: Version[] = [];
  for (let first = 0; first < events.length; first += batch) {
    const changes = new VersionChanges();
    for (const event of events.slice(first, first + batch)) layVersioned(tables, changes, event, streams);
    if (changes.replaced.size > 0) kept = kept.filter(({ row }) => !changes.replaced.has(ownerOf(row)));
    if (changes.ended.size > 0)
      for (const version of kept) {
        const ended = version.validTo === null && version.knownTo === null && changes.ended.get(keyOf(version.row));
        if (ended) end(version, ended.moment);
      }
    kept.push(...changes.added);
  }
  return { tables, kept };
}

/** The versions of a point, joined as the reads join them. */
export function tablesAt(kept: readonly Version[], moment: Moment): Omit<RosterTables, "history"> {
  const { members, queues, assignments } = emptyTables();
  const rows = kept.filter((version) => holdsAt(version, moment)).map(({ row }) => row);
  for (const row of rows)
    if ("minimum" in row) queues.set(once(queues, row.queueId), row);
    else if ("team" in row) members.set(once(members, row.memberId), row);
  for (const row of rows)
    if ("assignmentId" in row) {
      const queueName = queues.get(row.queueId)?.name ?? row.queueId;
      assignments.set(once(assignments, row.assignmentId), { ...row, queueName });
    }
  for (const [key, row] of members)
    if (row.managerId !== null && !members.has(row.managerId)) members.set(key, { ...row, managerId: null });
  return { members, queues, assignments };
}

function once(rows: ReadonlyMap<string, unknown>, key: string): string {
  if (rows.has(key)) throw new Error(`Two versions of ${key} hold at one point.`);
  return key;
}

/** Every row in the words of the oracle, sorted. */
export function inWords({ members, queues, assignments }: Omit<RosterTables, "history">): readonly string[] {
  return [
    ...[...members.values()].map((row) => {
      const { memberId, name, email, team, title, timezone, skills, managerId, active, startDate, endDate } = row;
      return JSON.stringify([
        ...[memberId, name, email, team, title, timezone, skills, managerId],
        ...[active, startDate, endDate],
      ]);
    }),
    ...[...assignments.values()].map((row) => {
      const { assignmentId, memberId, queueId, queueName, assignmentType, assignedDate, removedDate, active } = row;
      return JSON.stringify([
        ...[assignmentId, memberId, queueId, queueName],
        ...[assignmentType, assignedDate, removedDate, active],
      ]);
    }),
    ...[...queues.values()].map(({ queueId, name, minimum, open, openedOn, closedOn }) =>
      JSON.stringify([queueId, name, minimum, open, openedOn, closedOn]),
    ),
  ].sort();
}
