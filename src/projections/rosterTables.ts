import { memberStream, type MusterEvent } from "../domain/event.ts";
import { isErased } from "../domain/member/erased.ts";
import { blinded } from "../domain/personalFields.ts";
import type { Recorded } from "../domain/recorded.ts";
import { inEffect } from "../domain/timeline/inEffect.ts";
import { concernsOf } from "./concerns.ts";
import { memberHistory, type MemberHistoryRow } from "./memberHistory.ts";
import { greater, streamFolded, type StreamFolded, type Surroundings } from "./projection.ts";
import { queueAssignments, type QueueAssignmentRow } from "./queueAssignments.ts";
import { queueRows, type QueueRow } from "./queueRows.ts";
import { teamMembers, type TeamMemberRow } from "./teamMembers.ts";

/** The four tables, or as much of them as the events to come concern. Laying an event changes them in place. */
export type RosterTables = {
  readonly members: Map<string, TeamMemberRow>;
  readonly queues: Map<string, QueueRow>;
  readonly assignments: Map<string, QueueAssignmentRow>;
  readonly history: Map<string, MemberHistoryRow>;
};

type Event = Recorded<MusterEvent>;

/** Streams from their first event on, for those that must be folded anew. */
export type Streams = ReadonlyMap<string, readonly Event[]>;

export const emptyTables = (): RosterTables => ({
  members: new Map(),
  queues: new Map(),
  assignments: new Map(),
  history: new Map(),
});

/**
 * Lays the next event of the log on the tables. Where it is not the newest of its stream by (effectiveOn, revision), the
 * stream is folded anew up to it; where that stream is not given, nothing is changed and the answer is false.
 */
export function lay(tables: RosterTables, event: Event, streams: Streams): boolean {
  const { member, queue, erased } = concernsOf(event);
  if (member === undefined && queue === undefined) return true;
  if (isNewest(tables, event)) layOnOwnRows(tables, event);
  else {
    const stream = streamFor(event, streams);
    if (!stream) return false;
    foldAnew(tables, event, stream);
    if (erased !== undefined) {
      blindHistory(tables, erased, stream);
      return true;
    }
  }
  layOnOtherRows(tables, event);
  return true;
}

/** The name of the stream that makes the rows which an event concerns: its own, but where a key is destroyed again. */
export const rowsStream = (event: Event): string =>
  event.type === "KeysDestroyedAgain" ? memberStream(event.data.ofMember) : event.stream;

/**
 * What was recorded of whom an event is about, up to it; as it reads without the key, where they are erased, whether or not
 * the key is gone yet.
 */
export function streamFor(event: Event, streams: Streams): readonly Event[] | undefined {
  const { erased, member = "" } = concernsOf(event);
  const stream = streams.get(rowsStream(event))?.filter(({ position }) => position <= event.position);
  if (!stream) return undefined;
  return erased !== undefined || isErased(stream) ? stream.map((each) => blinded(each, member)) : stream;
}

/**
 * Whether an event can be laid on what is there: it is the newest of its stream by (effectiveOn, revision), and takes none
 * back. Without a row, only a stream's first event is known to be: others may have gone before and left no row.
 */
export function isNewest({ members, queues }: RosterTables, event: Event): boolean {
  const { member, queue = "", erased } = concernsOf(event);
  const row: StreamFolded | undefined = member === undefined ? queues.get(queue) : members.get(member);
  if (isReversal(event) || erased !== undefined) return false;
  return row ? event.meta.effectiveOn >= row.effectiveOn : event.revision === 0n;
}

const isReversal = ({ type }: Event): boolean => type === "MemberChangeReversed" || type === "QueueChangeReversed";

const around = ({ members, queues }: RosterTables): Surroundings => ({
  queueName: (queueId) => queues.get(queueId)?.name,
  isMember: (memberId) => members.has(memberId),
});

/** The rows that the event's own stream makes. An assignment asks whether its member is there, so the member comes first. */
export function layOnOwnRows(tables: RosterTables, event: Event): void {
  const { member, queue } = concernsOf(event);
  const surroundings = around(tables);
  const keys = ownAssignments(tables, event);
  if (queue !== undefined) change(tables.queues, [queue], (row) => queueRows(row, event, surroundings));
  if (member !== undefined) change(tables.members, [member], (row) => teamMembers(row, event, surroundings));
  change(tables.assignments, keys, (row) => queueAssignments(row, event, surroundings));
}

/** The assignments of the event's own stream that it concerns. */
export function ownAssignments(tables: RosterTables, event: Event): readonly string[] {
  const { assignments = [], assignmentsOfMember } = concernsOf(event);
  return assignmentsOfMember === undefined ? assignments : assignmentsOf(tables, assignmentsOfMember);
}

/** The rows of other streams that the event reaches, and those of the history, which tells what was recorded. */
function layOnOtherRows(tables: RosterTables, event: Event): void {
  const { reportsOf, assignmentsOfQueue, historyOfMember } = concernsOf(event);
  const { assignments, history, members } = tables;
  const surroundings = around(tables);
  if (reportsOf !== undefined) {
    const reports = keysWhere(members, ({ managerId }) => managerId === reportsOf);
    change(members, reports, (row) => teamMembers(row, event, surroundings));
  }
  if (assignmentsOfQueue !== undefined) {
    const ofQueue = keysWhere(assignments, ({ queueId }) => queueId === assignmentsOfQueue);
    change(assignments, ofQueue, (row) => queueAssignments(row, event, surroundings));
  }
  if (historyOfMember !== undefined)
    for (const key of keysWhere(history, ({ memberId }) => memberId === historyOfMember)) history.delete(key);
  for (const row of memberHistory(event, surroundings)) history.set(row.historyId, row);
}

/** Makes a member's history anew without what was personal. Queues keep the names that they had at the time. */
function blindHistory(tables: RosterTables, memberId: string, stream: readonly Event[]): void {
  const { history } = tables;
  const keys = keysWhere(history, (row) => row.memberId === memberId);
  const known = keys.flatMap((key) => history.get(key) ?? []);
  for (const key of keys) history.delete(key);
  const { isMember, queueName } = around(tables);
  const sealed = stream.findLastIndex(({ type }) => type === "MemberSealed");
  for (const event of stream.slice(Math.max(sealed, 0))) {
    const { eventId } = event.meta;
    const named = (id: string) =>
      known.find((row) => row.eventId === eventId && row.queueId === id && row.fieldName === "queue");
    const calledThen = (id: string) => named(id)?.newValue ?? named(id)?.oldValue ?? queueName(id);
    for (const row of memberHistory(event, { isMember, queueName: calledThen })) history.set(row.historyId, row);
  }
}

function change<Row>(
  table: Map<string, Row>,
  keys: readonly string[],
  reduce: (row: Row | undefined) => Row | undefined,
): void {
  for (const key of keys) {
    const row = reduce(table.get(key));
    if (row === undefined) table.delete(key);
    else table.set(key, row);
  }
}

const keysWhere = <Row>(table: ReadonlyMap<string, Row>, matches: (row: Row) => boolean): readonly string[] =>
  [...table].filter(([, row]) => matches(row)).map(([key]) => key);

const assignmentsOf = ({ assignments }: RosterTables, memberId: string): readonly string[] =>
  keysWhere(assignments, (row) => row.memberId === memberId);

/** The events of a stream that hold, by (effectiveOn, revision): what every fold of a stream is of. */
export const eventsInEffect = (stream: readonly Event[]): readonly Event[] =>
  inEffect(stream, { idOf: ({ meta }) => meta.eventId, dateOf: ({ meta }) => meta.effectiveOn });

/** Makes the rows of the event's stream from all that was recorded in it so far. */
function foldAnew(tables: RosterTables, event: Event, stream: readonly Event[]): void {
  const { member = "", queue = "" } = concernsOf(event);
  const { assignments, members, queues } = tables;
  const before = members.get(member);
  const assigned = assignmentsOf(tables, member).flatMap((key) => assignments.get(key) ?? []);
  queues.delete(queue);
  members.delete(member);
  for (const { assignmentId } of assigned) assignments.delete(assignmentId);
  for (const each of eventsInEffect(stream)) layOnOwnRows(tables, each);
  const reached = stream.reduce<StreamFolded | undefined>(streamFolded, undefined);
  const queueRow = queues.get(queue);
  if (queueRow) queues.set(queue, { ...queueRow, ...reached });

  // What the events of other streams did to these rows holds: the positions they reached, managers who are gone.
  for (const { assignmentId, position } of assigned) {
    const row = assignments.get(assignmentId);
    if (row) assignments.set(assignmentId, { ...row, position: greater(row.position, position) });
  }
  const row = members.get(member);
  if (!row) return;
  const folded = { ...row, ...reached };
  const managerId = row.managerId !== null && members.has(row.managerId) ? row.managerId : null;
  members.set(member, {
    ...folded,
    position: greater(before?.position, folded.position),
    updatedAt: greater(before?.updatedAt, folded.updatedAt),
    managerId,
  });
}
