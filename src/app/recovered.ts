import type { MusterEvent } from "../domain/event.ts";
import type { Recorded } from "../domain/recorded.ts";
import { type EventCodec, isUnreadable } from "./codec/eventCodec.ts";
import { deriveId } from "./ids.ts";
import type { EventLog, Position, Stored } from "./ports/eventLog.ts";

type Event = Recorded<MusterEvent>;
type Parts = { readonly log: EventLog; readonly codec: EventCodec };

/** How many events of a change may stand before those of its first command's own stream. */
const ahead = 1_000n;

/**
 * All events of a command that was recorded before, in the order in which they were decided, and the position of the
 * last. `own` are those in the stream of what it is about. A log that appends to several streams at once holds a change
 * in one piece; elsewhere its other events may stand anywhere, and the log's head covers them.
 */
export async function recovered(
  { log, codec }: Parts,
  commandId: string,
  own: readonly Event[],
): Promise<{ readonly events: readonly Event[]; readonly position: Position }> {
  const [first] = own;
  if (!log.atomic || first === undefined) return { events: own, position: await log.head() };
  const found: Event[] = [];
  for await (const page of log.readAll(first.position > ahead ? first.position - ahead : 0n)) {
    const decoded = await codec.decode(page.filter(mentions(commandId)));
    const ofCommand = decoded.filter(
      (event): event is Event => !isUnreadable(event) && event.meta.commandId === commandId,
    );
    if (ofCommand.length === 0 && (page.at(-1)?.position ?? 0n) > first.position) break;
    found.push(...ofCommand);
  }
  return { events: inOrder(found, commandId), position: found.at(-1)?.position ?? first.position };
}

const mentions =
  (text: string) =>
  ({ bytes }: Stored): boolean =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(text);

/** The ids count through a command's events. */
function inOrder(events: readonly Event[], commandId: string): readonly Event[] {
  const places = new Map(events.map((_, place) => [deriveId(commandId, String(place)), place]));
  return events.toSorted((a, b) => (places.get(a.meta.eventId) ?? 0) - (places.get(b.meta.eventId) ?? 0));
}
