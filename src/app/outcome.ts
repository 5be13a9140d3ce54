import type { DomainEvent, MusterEvent } from "../domain/event.ts";
import type { Decided } from "../domain/kernel/decider.ts";
import type { LocalDate } from "../domain/kernel/time.ts";
import type { Recorded } from "../domain/recorded.ts";
import type { Position, Revision } from "./ports/eventLog.ts";
import type { Placed } from "./recording.ts";

/**
 * What came of a change.
 * @property id the member or queue that the first command is about
 * @property revision the revision of its newest change; bookkeeping in its stream does not count
 * @property position where the log stands with it: the tables hold the change once they are there
 * @property events what was recorded; empty where the change was satisfied already, or is yet to come:
 * @property scheduled the change that waits for its day
 */
export type Outcome = {
  readonly id: string;
  readonly revision: Revision;
  readonly position: Position;
  readonly events: readonly (Decided<DomainEvent> & { readonly eventId: string })[];
  readonly scheduled?: { readonly changeId: string; readonly on: LocalDate };
};

export const isDomainEvent = <E extends MusterEvent>(event: E): event is E & DomainEvent =>
  "memberId" in event.data || "queueId" in event.data;

/** Of what goes to the log, what is told. */
export const placedDomainEvent = ({ event, eventId }: Placed): Outcome["events"] =>
  isDomainEvent(event) ? [{ ...event, eventId }] : [];

/** Of what is in the log, what was told. */
export const recordedDomainEvent = ({
  meta,
  stream,
  position,
  revision,
  ...event
}: Recorded<MusterEvent>): Outcome["events"] =>
  placedDomainEvent({ stream, eventId: meta.eventId, event: { ...event, effectiveOn: meta.effectiveOn } });
