import type { DomainEvent } from "../event.ts";
import type { Laid } from "../kernel/decider.ts";
import { reject } from "../kernel/rejection.ts";
import { evolveMember, type Member } from "../member/member.ts";
import type { ClosedAssignment, MemberEvent } from "../member/messages.ts";
import type { QueueEvent } from "../queue/messages.ts";
import { evolveQueue, type Queue } from "../queue/queue.ts";
import { ownInEffect } from "./queueHistory.ts";
import { type Breach, membersIn, memberStreamIn, queuesIn, type Sight } from "./sight.ts";
import type { Timeline } from "./timeline.ts";
import { memberInEffect, memberOn } from "./worldAt.ts";

/** Later changes of the members and queues that a change touches, which cannot be once the change holds. */
export function brokenChanges({ before, after, events }: Sight): readonly Breach[] {
  const members = membersIn(events).flatMap((id) => {
    const were = unfitting(memberStreamIn(before, id));
    return unfitting(memberStreamIn(after, id)).filter((event) => !were.includes(event));
  });
  const queues = queuesIn(events).flatMap((id) => {
    const were = unfittingOfQueue(before.queues.get(id)?.own ?? []);
    return unfittingOfQueue(after.queues.get(id)?.own ?? []).filter((event) => !were.includes(event));
  });
  const broken: readonly Laid<DomainEvent>[] = [...members, ...queues];
  return broken.map((event) => (events.includes(event) ? notThere(event, after) : breachOf(event)));
}

/** A change of the command's own that cannot be on its date: who reports to one who never was is not there yet, or has left. */
const notThere = ({ data, effectiveOn: on }: Laid<DomainEvent>, after: Timeline): Breach => ({
  by: [],
  refuse: () => {
    const memberId = "memberId" in data ? data.memberId : "";
    const name = memberOn(memberStreamIn(after, memberId), on)?.name ?? `member ${memberId}`;
    return reject("member-not-active", `${name} is not there on ${on}: give a date on which they are.`, {
      memberId,
      on,
    });
  },
});

const breachOf = (event: Laid<DomainEvent>): Breach => ({
  by: [event],
  refuse: () => {
    throw new Error(`A ${event.type} stands in the way and has no name.`);
  },
});

/** The events of a member's stream that do not fit what holds before them. What does not fit changes nothing. */
export function unfitting(stream: readonly Laid<MemberEvent>[]): readonly Laid<MemberEvent>[] {
  const broken: Laid<MemberEvent>[] = [];
  let member: Member | undefined;
  const events = memberInEffect(stream);
  for (const [at, event] of events.entries())
    if (member?.standing === "void") break;
    else if (fits(member, event, events[at + 1])) member = evolveMember(member, event);
    else broken.push(event);
  return broken;
}

function fits(member: Member | undefined, event: Laid<MemberEvent>, next: Laid<MemberEvent> | undefined): boolean {
  if (member === undefined) return event.type === "MemberRegistered" || event.type === "MemberSealed";
  const active = member.standing === "active";
  switch (event.type) {
    case "MemberRegistered":
      return false;
    case "MemberRenamed":
    case "MemberEmailChanged":
    case "MemberTransferred":
    case "MemberDetailsChanged":
      return active;
    case "ManagerChanged":
      return active || (member.standing === "left" && (event.data.to === null || returnsWith(event, next)));
    case "MemberDeactivated":
      return active && same(member.assignments, event.data.closed);
    case "MemberReactivated":
      return member.standing === "left" && member.departure?.lastDay === event.data.lastDay;
    case "MemberRehired":
    case "MemberSealed":
      return member.standing === "left";
    case "QueueAssigned":
      return active && !member.assignments.some(({ queueId }) => queueId === event.data.queueId);
    case "QueueAssignmentRetyped":
    case "QueueAssignmentRemoved":
      return member.assignments.some(({ assignmentId }) => assignmentId === event.data.assignmentId);
    case "MemberDataErased":
      return !active;
    case "MemberRegisteredInError":
    case "MemberChangeReversed":
      return true;
  }
}

/** Who comes back to another manager is given them just before. */
const returnsWith = ({ effectiveOn }: Laid<MemberEvent>, next: Laid<MemberEvent> | undefined): boolean =>
  next?.type === "MemberReactivated" && next.effectiveOn === effectiveOn;

const same = (held: readonly ClosedAssignment[], closed: readonly ClosedAssignment[]): boolean =>
  held.length === closed.length &&
  held.every((each) =>
    closed.some(
      ({ assignmentId, assignmentType }) =>
        assignmentId === each.assignmentId && assignmentType === each.assignmentType,
    ),
  );

function unfittingOfQueue(own: readonly Laid<QueueEvent>[]): readonly Laid<QueueEvent>[] {
  const broken: Laid<QueueEvent>[] = [];
  let queue: Queue | undefined;
  for (const event of ownInEffect({ own, cover: new Map() })) {
    const opens = event.type === "QueueOpened";
    if (opens ? queue === undefined : queue !== undefined && !queue.closed) queue = evolveQueue(queue, event);
    else broken.push(event);
  }
  return broken;
}
