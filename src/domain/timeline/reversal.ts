import type { DomainEvent } from "../event.ts";
import { dated, type Decided, type Laid } from "../kernel/decider.ts";
import type { MemberEvent, MemberEventType } from "../member/messages.ts";
import type { QueueEvent, QueueEventType } from "../queue/messages.ts";

// Without these there is nobody and nothing to go back to: they end by commands of their own.
const lasting: ReadonlySet<MemberEventType | QueueEventType> = new Set([
  "MemberRegistered",
  "MemberSealed",
  "MemberDataErased",
  "QueueOpened",
]);

/** Whether an event can be taken back by a reversal. */
export const isReversible = ({ type, eventId }: Laid<DomainEvent>): boolean =>
  eventId !== undefined && !lasting.has(type);

/** What takes an event back: it holds on the same date, and from then on no fold sees either. */
export function reversalOf(event: Laid<DomainEvent>, acceptedUncovered: readonly string[]): Decided<DomainEvent> {
  const { eventId: reverses, effectiveOn } = event;
  if (reverses === undefined) throw new Error(`A ${event.type} that is not recorded cannot be reversed.`);
  const { type, data } = event;
  if ("memberId" in data) {
    const { memberId } = data;
    const reversed = { type, data } as MemberEvent;
    return dated(effectiveOn, {
      type: "MemberChangeReversed",
      data: { memberId, reverses, reversed, acceptedUncovered },
    });
  }
  const { queueId } = data;
  return dated(effectiveOn, {
    type: "QueueChangeReversed",
    data: { queueId, reverses, reversed: { type, data } as QueueEvent, acceptedUncovered },
  });
}
