import type { DecodedEvent } from "../../app/codec/eventCodec.ts";
import { isUnreadable } from "../../app/codec/eventCodec.ts";
import type { DomainEvent, MusterEvent } from "../../domain/event.ts";
import type { Recorded } from "../../domain/recorded.ts";
import type { Decided } from "../../domain/kernel/decider.ts";
import { type Cell, table } from "../table.ts";
import { type NameOf, sentence } from "./events.ts";

/** Whether the event is about a member or a queue, and no bookkeeping of the log's. What cannot be read is shown. */
export const isShown = (event: DecodedEvent): boolean =>
  isUnreadable(event) || "memberId" in event.data || "queueId" in event.data;

/** Stored events as a table, in the order of the log. */
export const logTable = (events: readonly DecodedEvent[], nameOf: NameOf, colour: boolean): string =>
  table(
    ["Position", "Recorded", "By", "Event", "What"],
    events.map((event) => row(event, nameOf)),
    colour,
  );

function row(event: DecodedEvent, nameOf: NameOf): readonly Cell[] {
  if (isUnreadable(event)) return [event.position, null, null, event.type, event.unreadable];
  const { position, meta, type } = event;
  return [position, meta.recordedAt, `${meta.actor.issuer}:${meta.actor.subject}`, type, what(event, nameOf)];
}

const what = (event: Recorded<MusterEvent>, nameOf: NameOf): string => {
  if (!("memberId" in event.data || "queueId" in event.data)) return JSON.stringify(event.data);
  // Told apart by its data, which no type can follow.
  const decided = { ...event, effectiveOn: event.meta.effectiveOn } as Decided<DomainEvent>;
  return sentence(decided, nameOf);
};
