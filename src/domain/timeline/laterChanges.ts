import type { DomainEvent } from "../event.ts";
import type { Laid } from "../kernel/decider.ts";
import { reject, type RejectionDetails } from "../kernel/rejection.ts";
import type { LocalDate } from "../kernel/time.ts";
import type { MemberEventType } from "../member/messages.ts";
import type { QueueEventType } from "../queue/messages.ts";
import { queueOn } from "./queueHistory.ts";
import { isReversible } from "./reversal.ts";
import type { Timeline } from "./timeline.ts";
import { memberOn } from "./worldAt.ts";

const what: Readonly<Record<MemberEventType | QueueEventType, string>> = {
  MemberRegistered: "start",
  MemberRenamed: "new name",
  MemberEmailChanged: "new email address",
  MemberTransferred: "transfer",
  ManagerChanged: "new manager",
  MemberDetailsChanged: "new details",
  MemberDeactivated: "departure",
  MemberReactivated: "return",
  MemberRehired: "new employment",
  MemberRegisteredInError: "withdrawal",
  MemberSealed: "sealing",
  MemberDataErased: "erasure",
  MemberChangeReversed: "correction",
  QueueAssigned: "assignment to a queue",
  QueueAssignmentRetyped: "change of assignment type",
  QueueAssignmentRemoved: "removal from a queue",
  QueueOpened: "opening",
  QueueRenamed: "new name",
  QueueCoverageRequired: "required coverage",
  QueueClosed: "closing",
  QueueChangeReversed: "correction",
};

/** Refuses a change for the recorded changes that it would make impossible, and offers to withdraw them with it. */
export function refuseForLater(on: LocalDate, changes: readonly Laid<DomainEvent>[], timeline: Timeline): never {
  const inOrder = changes.toSorted((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : 1));
  const named = inOrder.slice(0, 3).map((change) => `${inWords(change, timeline)} (${change.effectiveOn})`);
  const more = inOrder.length > named.length ? ` and ${inOrder.length - named.length} more` : "";
  const withdraw = inOrder.flatMap((change) => (isReversible(change) ? [change.eventId ?? ""] : []));
  const earliest = inOrder.at(-1)?.effectiveOn ?? on;
  const offer =
    withdraw.length === inOrder.length
      ? `Withdraw ${inOrder.length === 1 ? "that change" : "those changes"} with this one, or use ${earliest} or a later date.`
      : `Use ${earliest} or a later date.`;
  return reject(
    "conflicts-with-later-change",
    `From ${on} on this makes impossible what is already recorded: ${named.join(", ")}${more}. ${offer}`,
    {
      ...{ on, earliest, changes: inOrder.map((change) => detailsOf(change, timeline)) },
      ...(withdraw.length === inOrder.length && { withdraw }),
    },
  );
}

const inWords = (change: Laid<DomainEvent>, timeline: Timeline): string =>
  `${what[change.type]} of ${"memberId" in change.data ? "" : "the queue "}${nameIn(change, timeline)}`;

/** What it is called once the change holds. */
function nameIn({ data, effectiveOn }: Laid<DomainEvent>, { members, queues }: Timeline): string {
  if ("memberId" in data) return memberOn(members.get(data.memberId) ?? [], effectiveOn)?.name ?? data.memberId;
  const history = queues.get(data.queueId);
  return (history && queueOn(history, effectiveOn)?.name) ?? data.queueId;
}

const detailsOf = (change: Laid<DomainEvent>, timeline: Timeline): RejectionDetails => ({
  ...(change.eventId !== undefined && { eventId: change.eventId }),
  ...("memberId" in change.data ? { memberId: change.data.memberId } : { queueId: change.data.queueId }),
  ...{ type: change.type, on: change.effectiveOn, what: inWords(change, timeline) },
});
