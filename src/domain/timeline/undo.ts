import type { DomainEvent } from "../event.ts";
import type { Laid } from "../kernel/decider.ts";
import { isErased } from "../member/erased.ts";
import { refuseErased } from "../member/lookup.ts";
import { type Asking, judge, type Judged } from "./judge.ts";
import { reversalOf } from "./reversal.ts";
import { memberStreamIn, membersIn } from "./sight.ts";
import type { Timeline } from "./timeline.ts";

/** The changes to take back, and what may come of it. */
export type Undoing = {
  readonly events: readonly Laid<DomainEvent>[];
  readonly acceptUncovered: readonly string[];
  readonly withdraw: readonly string[];
};

/**
 * Takes changes back, each by a reversal on its own date, and judges what is then so on every later date.
 * @throws {Rejection} `conflicts-with-later-change`, which names what stands in the way
 */
export function undoOn({ events, acceptUncovered: accepted, withdraw }: Undoing, timeline: Timeline): Judged | Asking {
  for (const memberId of membersIn(events))
    refuseErased({ memberId, erased: isErased(memberStreamIn(timeline, memberId)) });
  return judge({ events: events.map((event) => reversalOf(event, [])), accepted, withdraw }, timeline);
}

/**
 * What a change took along, of all that its command recorded: the reports whom a departure handed over, the assignments
 * that a closing or a return moved, and the later changes that were withdrawn for its sake.
 */
export function takenAlong(
  event: Laid<DomainEvent>,
  ofCommand: readonly Laid<DomainEvent>[],
): readonly Laid<DomainEvent>[] {
  const others = ofCommand.filter((each) => each.eventId !== event.eventId);
  // What is all reversals is an undo, and one thing; among other events they were withdrawn for the sake of those.
  if (isReversal(event)) return others.every(isReversal) ? others : [];
  const along = others.filter((each) => !isReversal(each) && goesWith(event, each));
  const concerned = new Set([event, ...along].map(subjectOf));
  return [...along, ...others.filter((each) => isReversal(each) && concerned.has(subjectOf(each)))];
}

const isReversal = ({ data }: Laid<DomainEvent>): boolean => "reverses" in data;

const subjectOf = ({ data }: Laid<DomainEvent>): string => ("memberId" in data ? data.memberId : data.queueId);

function goesWith(event: Laid<DomainEvent>, moved: Laid<DomainEvent>): boolean {
  switch (event.type) {
    case "MemberDeactivated":
    case "MemberRegisteredInError":
      return moved.type === "ManagerChanged" && moved.data.from === subjectOf(event);
    case "MemberReactivated":
      return (
        (moved.type === "ManagerChanged" || moved.type === "QueueAssigned") && subjectOf(moved) === subjectOf(event)
      );
    case "QueueClosed":
      return moved.type === "QueueAssignmentRemoved" && moved.data.queueId === subjectOf(event);
    case "MemberRegistered":
    case "MemberRenamed":
    case "MemberEmailChanged":
    case "MemberTransferred":
    case "ManagerChanged":
    case "MemberDetailsChanged":
    case "MemberRehired":
    case "MemberSealed":
    case "MemberDataErased":
    case "MemberChangeReversed":
    case "QueueAssigned":
    case "QueueAssignmentRetyped":
    case "QueueAssignmentRemoved":
    case "QueueOpened":
    case "QueueRenamed":
    case "QueueCoverageRequired":
    case "QueueChangeReversed":
      return false;
  }
}
