import type { DomainEvent } from "../../../src/domain/event.ts";
import type { Decided } from "../../../src/domain/kernel/decider.ts";
import type {
  AssignmentType,
  ClosedAssignment,
  MemberCommandOf,
  MemberEventOf,
  MemberEventType,
} from "../../../src/domain/member/messages.ts";

type Told = Decided<DomainEvent>;
type DataOf<T extends MemberEventType> = MemberEventOf<T>["data"];

export const start = "2025-01-01";
const team = "Engineering";

const titled = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1);

/** An event with the date on which it holds. */
export const on = <E extends DomainEvent>(effectiveOn: string, event: E): Decided<E> => ({ ...event, effectiveOn });

/** A member called after their id: `ada` is Ada, ada@example.com. The first of a team founds it. */
export const registered = (
  memberId: string,
  data: Partial<DataOf<"MemberRegistered">> = {},
  effectiveOn = start,
): Told =>
  on(effectiveOn, {
    type: "MemberRegistered",
    data: {
      memberId,
      name: titled(memberId),
      email: `${memberId}@example.com`,
      team,
      newTeam: true,
      title: null,
      managerId: null,
      timezone: null,
      skills: [],
      ...data,
    },
  });

export const register = (
  memberId: string,
  data: Partial<MemberCommandOf<"RegisterMember">> = {},
): { type: "RegisterMember"; data: MemberCommandOf<"RegisterMember"> } => ({
  type: "RegisterMember",
  data: {
    memberId,
    on: start,
    name: titled(memberId),
    email: `${memberId}@example.com`,
    team,
    newTeam: false,
    title: null,
    managerId: null,
    timezone: null,
    skills: [],
    ...data,
  },
});

export const opened = (queueId: string, effectiveOn = start): Told =>
  on(effectiveOn, { type: "QueueOpened", data: { queueId, name: titled(queueId) } });

export const required = (queueId: string, to: number, effectiveOn = start): Told =>
  on(effectiveOn, { type: "QueueCoverageRequired", data: { queueId, from: 0, to } });

export const closed = (queueId: string, effectiveOn = start): Told =>
  on(effectiveOn, { type: "QueueClosed", data: { queueId, name: titled(queueId) } });

const assignmentId = (memberId: string, queueId: string): string => `${memberId} at ${queueId}`;

export const held = (
  memberId: string,
  queueId: string,
  assignmentType: AssignmentType = "primary",
): ClosedAssignment => ({
  assignmentId: assignmentId(memberId, queueId),
  queueId,
  assignmentType,
});

export const assigned = (
  memberId: string,
  queueId: string,
  assignmentType: AssignmentType = "primary",
  effectiveOn = start,
): Told => on(effectiveOn, { type: "QueueAssigned", data: { memberId, ...held(memberId, queueId, assignmentType) } });

export const removed = (
  memberId: string,
  queueId: string,
  effectiveOn: string,
  accepted: readonly string[] = [],
): Told =>
  on(effectiveOn, {
    type: "QueueAssignmentRemoved",
    data: { memberId, ...held(memberId, queueId), acceptedUncovered: accepted },
  });

export const managed = (memberId: string, from: string | null, to: string | null, effectiveOn = start): Told =>
  on(effectiveOn, { type: "ManagerChanged", data: { memberId, from, to } });

export const renamed = (memberId: string, to: string, effectiveOn: string): Told =>
  on(effectiveOn, { type: "MemberRenamed", data: { memberId, from: titled(memberId), to } });

/** Gone after a last day, so from the day after it. */
export const left = (
  memberId: string,
  lastDay: string,
  effectiveOn: string,
  data: Partial<DataOf<"MemberDeactivated">> = {},
): Told =>
  on(effectiveOn, {
    type: "MemberDeactivated",
    data: { memberId, lastDay, reasonCode: "resignation", note: null, closed: [], acceptedUncovered: [], ...data },
  });

export const deactivate = (
  memberId: string,
  data: Partial<MemberCommandOf<"DeactivateMember">> = {},
): { type: "DeactivateMember"; data: MemberCommandOf<"DeactivateMember"> } => ({
  type: "DeactivateMember",
  data: { memberId, lastDay: "2025-05-31", reasonCode: "resignation", note: null, acceptUncovered: [], ...data },
});
