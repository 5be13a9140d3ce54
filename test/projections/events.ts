import type { MusterEvent } from "../../src/domain/event.ts";
import type { AssignmentType, ClosedAssignment } from "../../src/domain/member/messages.ts";

type DataOf<T extends MusterEvent["type"]> = Extract<MusterEvent, { type: T }>["data"];

/** Events with what a test does not care about filled in. */
export const registered = (memberId: string, given: Partial<DataOf<"MemberRegistered">> = {}): MusterEvent => {
  const person = { name: memberId, email: `${memberId}@example.com`, title: null, timezone: null, skills: [] };
  return {
    type: "MemberRegistered",
    data: { memberId, ...person, team: "Cloud", newTeam: false, managerId: null, ...given },
  };
};
export const renamed = (memberId: string, from: string, to: string): MusterEvent => ({
  type: "MemberRenamed",
  data: { memberId, from, to },
});
export const emailChanged = (memberId: string, from: string, to: string): MusterEvent => ({
  type: "MemberEmailChanged",
  data: { memberId, from, to },
});
export const transferred = (memberId: string, from: string, to: string): MusterEvent => ({
  type: "MemberTransferred",
  data: { memberId, from, to, newTeam: false },
});
export const managerChanged = (memberId: string, from: string | null, to: string | null): MusterEvent => ({
  type: "ManagerChanged",
  data: { memberId, from, to },
});
export const deactivated = (
  memberId: string,
  lastDay: string,
  closed: readonly ClosedAssignment[] = [],
  note: string | null = null,
): MusterEvent => ({
  type: "MemberDeactivated",
  data: { memberId, lastDay, reasonCode: "resignation", note, closed, acceptedUncovered: [] },
});
export const reactivated = (memberId: string, lastDay: string): MusterEvent => ({
  type: "MemberReactivated",
  data: { memberId, lastDay },
});
export const registeredInError = (memberId: string, closed: readonly ClosedAssignment[] = []): MusterEvent => ({
  type: "MemberRegisteredInError",
  data: { memberId, email: `${memberId}@example.com`, closed, acceptedUncovered: [] },
});
export const sealed = (memberId: string): MusterEvent => ({ type: "MemberSealed", data: { memberId, periods: [] } });

export const assigned = (
  memberId: string,
  assignmentId: string,
  queueId: string,
  assignmentType: AssignmentType = "primary",
): MusterEvent => ({ type: "QueueAssigned", data: { memberId, assignmentId, queueId, assignmentType } });
export const retyped = (
  memberId: string,
  assignmentId: string,
  queueId: string,
  [from, to]: readonly [AssignmentType, AssignmentType],
): MusterEvent => ({
  type: "QueueAssignmentRetyped",
  data: { memberId, assignmentId, queueId, from, to, acceptedUncovered: [] },
});
export const unassigned = (memberId: string, assignmentId: string, queueId: string): MusterEvent => ({
  type: "QueueAssignmentRemoved",
  data: { memberId, assignmentId, queueId, assignmentType: "primary", acceptedUncovered: [] },
});

export const opened = (queueId: string, name: string = queueId): MusterEvent => ({
  type: "QueueOpened",
  data: { queueId, name },
});
export const queueRenamed = (queueId: string, from: string, to: string): MusterEvent => ({
  type: "QueueRenamed",
  data: { queueId, from, to },
});
export const coverageRequired = (queueId: string, to: number): MusterEvent => ({
  type: "QueueCoverageRequired",
  data: { queueId, from: 0, to },
});
export const queueClosed = (queueId: string, name: string = queueId): MusterEvent => ({
  type: "QueueClosed",
  data: { queueId, name },
});
