import { bookkeeping } from "../bookkeeping.ts";
import type { EventCodec } from "../codec/eventCodec.ts";
import { deriveId } from "../ids.ts";
import type { Clock } from "../ports/clock.ts";
import type { EncodeGuard } from "./intent.ts";

/** Encodes the bookkeeping of intents, of the day on which it is written. */
export const encodeGuard =
  (codec: EventCodec, clock: Clock): EncodeGuard =>
  async (event, eventId) => {
    const origin = bookkeeping(deriveId("bookkeeping", eventId));
    const [encoded] = await codec.encode([{ event: { ...event, effectiveOn: clock.today("UTC") }, eventId, origin }]);
    if (!encoded) throw new Error("The codec answered nothing for an event.");
    return encoded;
  };
