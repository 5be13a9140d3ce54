import type { MusterEvent } from "../domain/event.ts";
import type { MemberEvent } from "../domain/member/messages.ts";
import type { QueueEvent } from "../domain/queue/messages.ts";

/** The rows that an event changes, by table: those named, and all those of a member or a queue. */
export type Concerns = {
  readonly member?: string;
  readonly queue?: string;
  readonly assignments?: readonly string[];
  readonly reportsOf?: string;
  readonly assignmentsOfMember?: string;
  readonly assignmentsOfQueue?: string;
  readonly historyOfMember?: string;
  /** Of whom nobody may know any more who they were: all of their rows are made anew, with nothing personal in them. */
  readonly erased?: string;
};

const idsOf = (assignments: readonly { readonly assignmentId: string }[]): readonly string[] =>
  assignments.map(({ assignmentId }) => assignmentId);

/** Which rows an event concerns; bookkeeping of the log and what is to come, none. */
export function concernsOf(event: MusterEvent): Concerns {
  if ("memberId" in event.data) return ofMember(event as MemberEvent);
  if (event.type === "KeysDestroyedAgain") return forgottenMember(event.data.ofMember);
  return "queueId" in event.data ? ofQueue(event as QueueEvent) : {};
}

function ofMember({ type, data }: MemberEvent): Concerns {
  switch (type) {
    case "MemberRegistered":
    case "MemberRenamed":
    case "MemberEmailChanged":
    case "MemberTransferred":
    case "ManagerChanged":
    case "MemberDetailsChanged":
    case "MemberReactivated":
    case "MemberRehired":
      return { member: data.memberId };
    case "MemberDeactivated":
      return { member: data.memberId, assignments: idsOf(data.closed) };
    case "MemberRegisteredInError":
      return wholeMember(data.memberId);
    case "MemberSealed":
      return { ...wholeMember(data.memberId), historyOfMember: data.memberId };
    case "MemberDataErased":
      return forgottenMember(data.memberId);
    // What it brings back may be anything of the member: their stream is folded anew.
    case "MemberChangeReversed":
      return { member: data.memberId, assignmentsOfMember: data.memberId };
    case "QueueAssigned":
    case "QueueAssignmentRetyped":
    case "QueueAssignmentRemoved":
      return { member: data.memberId, assignments: [data.assignmentId] };
  }
}

function ofQueue({ type, data }: QueueEvent): Concerns {
  switch (type) {
    case "QueueOpened":
    case "QueueRenamed":
    case "QueueChangeReversed":
      return { queue: data.queueId, assignmentsOfQueue: data.queueId };
    case "QueueCoverageRequired":
    case "QueueClosed":
      return { queue: data.queueId };
  }
}

const forgottenMember = (id: string): Concerns => ({ member: id, assignmentsOfMember: id, erased: id });
const wholeMember = (id: string): Concerns => ({ member: id, reportsOf: id, assignmentsOfMember: id });

/** The queues whose names an event's rows bear, and so must be known before it is laid. */
export function queuesNamedBy({ data }: MusterEvent): readonly string[] {
  if ("queueId" in data) return [data.queueId];
  return "closed" in data ? data.closed.map(({ queueId }) => queueId) : [];
}
