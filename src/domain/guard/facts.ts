import type { DomainEvent } from "../event.ts";
import type { Decided } from "../kernel/decider.ts";
import { normaliseEmail } from "../member/email.ts";
import type { ClosedAssignment, MemberEvent } from "../member/messages.ts";
import type { QueueEvent } from "../queue/messages.ts";
import { normaliseQueueName } from "../queue/name.ts";
import type { GuardFact } from "./messages.ts";

/** A guard, by what it guards; emails and names are normalised. */
export type GuardStream =
  | { readonly kind: "email"; readonly email: string }
  | { readonly kind: "queue-name"; readonly name: string }
  | { readonly kind: "reporting-lines" }
  | { readonly kind: "teams" }
  | { readonly kind: "queue"; readonly queueId: string }
  | { readonly kind: "schedule" }
  | { readonly kind: "legal-holds" };

export type GuardEntry = { readonly guard: GuardStream; readonly fact: GuardFact };

/** What an event enters into the guards, in the same append: guards are a projection of what was decided. */
export function guardEntries(event: Decided<DomainEvent>): readonly GuardEntry[] {
  return "memberId" in event.data ? memberEntries(event as MemberEvent) : queueEntries(event as QueueEvent);
}

function memberEntries({ type, data }: MemberEvent): readonly GuardEntry[] {
  const { memberId } = data;
  switch (type) {
    case "MemberRegistered":
      return [
        owner(emailGuard(data.email), memberId),
        ...founded(data.newTeam, data.team),
        ...(data.managerId === null ? [] : [line(memberId, { managerId: data.managerId })]),
      ];
    case "MemberEmailChanged":
      return handOver(emailGuard(data.from), emailGuard(data.to), memberId);
    case "MemberTransferred":
      return founded(data.newTeam, data.to);
    case "ManagerChanged":
      return [line(memberId, { managerId: data.to })];
    case "MemberDeactivated":
      return [line(memberId, { active: false }), ...data.closed.map(uncovered(memberId))];
    case "MemberReactivated":
      return [line(memberId, { active: true })];
    case "MemberRehired":
      return [line(memberId, { active: true, managerId: data.managerId.to }), ...founded(data.newTeam, data.team.to)];
    case "MemberRegisteredInError":
      return [owner(emailGuard(data.email), null), ...goneFrom(memberId), ...data.closed.map(uncovered(memberId))];
    case "MemberSealed":
      return [...goneFrom(memberId), forgotten(memberId)];
    // Which addresses are free by it is entered beside it: the event must not tell them. See `releases`.
    case "MemberDataErased":
      return [forgotten(memberId)];
    case "QueueAssigned":
      return [cover(data.queueId, memberId, data.assignmentType)];
    case "QueueAssignmentRetyped":
      return [cover(data.queueId, memberId, data.to)];
    case "QueueAssignmentRemoved":
      return [cover(data.queueId, memberId, null)];
    // What a reversal brings back is entered anew, date by date: see `corrections`.
    case "MemberChangeReversed":
    case "MemberRenamed":
    case "MemberDetailsChanged":
      return [];
  }
}

function queueEntries({ type, data }: QueueEvent): readonly GuardEntry[] {
  switch (type) {
    case "QueueOpened":
      return [owner(nameGuard(data.name), data.queueId)];
    case "QueueRenamed":
      return handOver(nameGuard(data.from), nameGuard(data.to), data.queueId);
    case "QueueClosed":
      return [owner(nameGuard(data.name), null)];
    case "QueueChangeReversed":
    case "QueueCoverageRequired":
      return [];
  }
}

const emailGuard = (email: string): GuardStream => ({ kind: "email", email: normaliseEmail(email) });
const nameGuard = (name: string): GuardStream => ({ kind: "queue-name", name: normaliseQueueName(name) });

const owner = (guard: GuardStream, ownerId: string | null): GuardEntry => ({ guard, fact: { kind: "owner", ownerId } });

/** Gives one name back and takes another; a change of case or width alone moves nothing. */
const handOver = (from: GuardStream, to: GuardStream, ownerId: string): readonly GuardEntry[] =>
  JSON.stringify(from) === JSON.stringify(to) ? [] : [owner(from, null), owner(to, ownerId)];

const founded = (isNew: boolean, team: string): readonly GuardEntry[] =>
  isNew ? [{ guard: { kind: "teams" }, fact: { kind: "team", team } }] : [];

const line = (
  memberId: string,
  told: { readonly active?: boolean; readonly managerId?: string | null },
): GuardEntry => ({ guard: { kind: "reporting-lines" }, fact: { kind: "line", memberId, ...told } });

// A hold that is placed at the same moment, and this, lean on the same guard: one of them is first.
const forgotten = (memberId: string): GuardEntry => ({
  guard: { kind: "legal-holds" },
  fact: { kind: "forgotten", memberId },
});

const goneFrom = (memberId: string): readonly GuardEntry[] => [line(memberId, { active: false, managerId: null })];

const cover = (
  queueId: string,
  memberId: string,
  assignmentType: Extract<GuardFact, { kind: "cover" }>["assignmentType"],
): GuardEntry => ({ guard: { kind: "queue", queueId }, fact: { kind: "cover", memberId, assignmentType } });

const uncovered =
  (memberId: string) =>
  ({ queueId }: ClosedAssignment): GuardEntry =>
    cover(queueId, memberId, null);
