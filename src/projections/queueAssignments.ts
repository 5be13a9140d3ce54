import type { MusterEvent } from "../domain/event.ts";
import type { LocalDate } from "../domain/kernel/time.ts";
import type { AssignmentType } from "../domain/member/messages.ts";
import type { Recorded } from "../domain/recorded.ts";
import {
  greater,
  noBookkeeping,
  project,
  type RecordedOf,
  type RowReducer,
  type Surroundings,
  unmoved,
} from "./projection.ts";

/** `queueName` is the queue's present name, on every row; `removedDate` is the first day without the assignment. */
export type QueueAssignmentRow = {
  readonly assignmentId: string;
  readonly memberId: string;
  readonly queueId: string;
  readonly queueName: string;
  readonly assignmentType: AssignmentType;
  readonly assignedDate: LocalDate;
  readonly removedDate: LocalDate | null;
  readonly active: boolean;
  readonly position: bigint;
};

type Row = QueueAssignmentRow | undefined;

const changed = (row: Row, { position }: Recorded<MusterEvent>, values: Partial<QueueAssignmentRow>): Row =>
  row && { ...row, ...values, position: greater(row.position, position) };

const removed = (row: Row, event: RecordedOf<"QueueAssignmentRemoved" | "MemberDeactivated">): Row =>
  changed(row, event, { active: false, removedDate: event.meta.effectiveOn });

const named = (row: Row, event: Recorded<MusterEvent>, { queueName }: Surroundings): Row =>
  row && changed(row, event, { queueName: queueName(row.queueId) ?? row.queueName });

const gone = (): undefined => undefined;

const when: RowReducer<QueueAssignmentRow> = {
  ...noBookkeeping,
  // In date order an assignment may come after its member was found to be registered in error: then it never was.
  QueueAssigned: (_, event, { isMember, queueName }) => {
    const { assignmentId, memberId, queueId, assignmentType } = event.data;
    const assigned = { assignmentType, assignedDate: event.meta.effectiveOn, removedDate: null, active: true };
    const named = { assignmentId, memberId, queueId, queueName: queueName(queueId) ?? queueId };
    return isMember(memberId) ? { ...named, ...assigned, position: event.position } : undefined;
  },
  QueueAssignmentRetyped: (row, event) => changed(row, event, { assignmentType: event.data.to }),
  QueueAssignmentRemoved: removed,
  MemberDeactivated: removed,
  MemberRegisteredInError: gone,
  MemberSealed: gone,
  // Where a log takes one stream at a time, an assignment of the same change may come before the opening.
  QueueOpened: named,
  // The name is the queue's own: this event need not be its newest in date order.
  QueueRenamed: named,
  QueueChangeReversed: named,
  QueueCoverageRequired: unmoved,
  QueueClosed: unmoved,
  MemberRegistered: unmoved,
  MemberRenamed: unmoved,
  MemberEmailChanged: unmoved,
  MemberTransferred: unmoved,
  ManagerChanged: unmoved,
  MemberDetailsChanged: unmoved,
  MemberReactivated: unmoved,
  MemberDataErased: unmoved,
  MemberRehired: unmoved,
  MemberChangeReversed: unmoved,
};

/** Who covers which queue, and did; keyed by assignment. */
export const queueAssignments = project(when);
