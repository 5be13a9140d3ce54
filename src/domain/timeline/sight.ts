import type { DomainEvent } from "../event.ts";
import type { Laid } from "../kernel/decider.ts";
import type { LocalDate } from "../kernel/time.ts";
import type { MemberEvent, MemberEventType } from "../member/messages.ts";
import type { QueueEventType } from "../queue/messages.ts";
import type { Look } from "./looking.ts";
import { ownInEffect } from "./queueHistory.ts";
import type { Timeline } from "./timeline.ts";
import { memberInEffect } from "./worldAt.ts";

/**
 * What is looked at to judge a change on every date.
 * @property before all dates without the change
 * @property after all dates with it, guards included
 * @property look how more is asked for; looks at what was loaded before the change
 * @property from the first date on which it changes anything
 * @property accepted queues that may fall below their minimum
 */
export type Sight = {
  readonly before: Timeline;
  readonly after: Timeline;
  readonly look: Look;
  readonly events: readonly Laid<DomainEvent>[];
  readonly from: LocalDate;
  readonly accepted: readonly string[];
};

/** A rule that a change breaks on some date, and by which recorded changes; where by none, its own refusal says why. */
export type Breach = { readonly by: readonly Laid<DomainEvent>[]; readonly refuse: () => never };

export const firstOf = (events: readonly Laid<DomainEvent>[]): LocalDate =>
  events.reduce((first, { effectiveOn }) => (effectiveOn < first ? effectiveOn : first), "9999-12-31");

export const membersIn = (events: readonly Laid<DomainEvent>[]): readonly string[] => [
  ...new Set(events.flatMap(({ data }) => ("memberId" in data ? [data.memberId] : []))),
];

export const queuesIn = (events: readonly Laid<DomainEvent>[]): readonly string[] => [
  ...new Set(events.flatMap(({ data }) => ("memberId" in data ? [] : [data.queueId]))),
];

/** Each date once, in order, from a first one on. */
export const datesFrom = (from: LocalDate, dates: Iterable<LocalDate>): readonly LocalDate[] =>
  [...new Set([...dates, from])].filter((date) => date >= from).sort();

export const memberStreamIn = (timeline: Timeline, memberId: string): readonly Laid<MemberEvent>[] =>
  timeline.members.get(memberId) ?? [];

/** What was recorded of a member for a date, of these types, and still holds. */
export function memberChangesOn(
  { after, look, events }: Sight,
  memberId: string,
  date: LocalDate,
  types: readonly MemberEventType[],
): readonly Laid<DomainEvent>[] {
  look.member(memberId);
  return memberInEffect(memberStreamIn(after, memberId)).filter(
    (event) => event.effectiveOn === date && types.includes(event.type) && !events.includes(event),
  );
}

/** What was recorded of a queue itself for a date, of these types, and still holds. */
export function queueChangesOn(
  { after, look, events }: Sight,
  queueId: string,
  date: LocalDate,
  types: readonly QueueEventType[],
): readonly Laid<DomainEvent>[] {
  look.queue(queueId);
  const history = after.queues.get(queueId);
  return (history ? ownInEffect(history) : []).filter(
    (event) => event.effectiveOn === date && types.includes(event.type) && !events.includes(event),
  );
}
