import type { MusterEvent } from "../domain/event.ts";
import type { Recorded } from "../domain/recorded.ts";
import { type DecodedEvent, type EventCodec, isUnreadable } from "./codec/eventCodec.ts";
import { type EventLog, noStream, type Revision } from "./ports/eventLog.ts";

/** A stream as it stood when it was read: its events after `after`, and its newest revision. */
export type ReadStream = { readonly events: readonly Recorded<MusterEvent>[]; readonly revision: Revision };

export type ReadStreamFrom = (stream: string, after?: Revision) => Promise<ReadStream>;

/** An event stands in the way that this build cannot read: deciding without it could break a rule. */
export class UnreadableEvent extends Error {
  override readonly name = "UnreadableEvent";
}

/**
 * Reads streams for a decision. A pending intent that it meets is settled first (`settle` answers whether there was
 * one), so that what it answers is decided.
 */
export const streamReader = (
  log: EventLog,
  codec: EventCodec,
  settle: (stream: readonly DecodedEvent[]) => Promise<boolean>,
): ReadStreamFrom =>
  async function read(stream, after = noStream) {
    const events: Recorded<MusterEvent>[] = [];
    for await (const page of log.readStream(stream, after)) {
      for (const event of await codec.decode(page)) {
        if (isUnreadable(event)) throw new UnreadableEvent(event.unreadable);
        events.push(event);
      }
    }
    if (await settle(events)) return read(stream, after);
    return { events, revision: events.at(-1)?.revision ?? after };
  };
