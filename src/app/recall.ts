import type { MusterEvent } from "../domain/event.ts";
import type { Recorded } from "../domain/recorded.ts";
import { type EventCodec, isUnreadable } from "./codec/eventCodec.ts";
import { deriveId } from "./ids.ts";
import { isDomainEvent, type Outcome, recordedDomainEvent } from "./outcome.ts";
import { type EventLog, noStream, type Position, type Stored } from "./ports/eventLog.ts";

type Event = Recorded<MusterEvent>;
type Parts = { readonly log: EventLog; readonly codec: EventCodec };

/** All events of a command in the order in which they were decided, and the position of the last. */
export type RecordedChange = { readonly events: readonly Event[]; readonly position: Position };

/** How many events of a change may stand before its first one. */
const ahead = 1_000n;

/**
 * What a command has recorded; undefined where that is nothing. `own` are the events that its first stream has of it. A
 * log that appends to several streams at once holds a change in one piece; elsewhere its other events may stand anywhere,
 * and the log's head covers them.
 */
export async function recordedBy(
  { log, codec }: Parts,
  commandId: string,
  own: readonly Event[] = [],
): Promise<RecordedChange | undefined> {
  if (!log.atomic) return own.length === 0 ? undefined : { events: own, position: await log.head() };
  const at = own[0]?.position ?? (await log.positionOf?.(deriveId(commandId, "0")));
  if (at === undefined) return undefined;
  const found: Event[] = [];
  for await (const page of log.readAll(at > ahead ? at - ahead : 0n)) {
    const decoded = await codec.decode(page.filter(mentions(commandId)));
    const ofCommand = decoded.filter(
      (event): event is Event => !isUnreadable(event) && event.meta.commandId === commandId,
    );
    if (ofCommand.length === 0 && (page.at(-1)?.position ?? 0n) > at) break;
    found.push(...ofCommand);
  }
  return { events: inOrder(found, commandId), position: found.at(-1)?.position ?? at };
}

/** What is told of a recorded change to one whose first command is about the entity of this stream. */
export function outcomeOf({ events, position }: RecordedChange, stream: string) {
  const told = events.filter(isDomainEvent);
  const revision = told.findLast((event) => event.stream === stream)?.revision;
  return { ...(revision !== undefined && { revision }), position, events: told.flatMap(recordedDomainEvent) };
}

/**
 * What a command came to, by its id alone: for one that was given before, and whose words may mean something else by now,
 * or nothing. Undefined where it recorded nothing, and in a log that finds no event by its id.
 */
export async function recall(parts: Parts, commandId: string): Promise<Outcome | undefined> {
  const recorded = await recordedBy(parts, commandId);
  const scheduled = recorded?.events.find(({ type }) => type === "ChangeScheduled");
  if (recorded && scheduled) return scheduledBy(recorded, scheduled);
  const events = recorded?.events.filter(isDomainEvent) ?? [];
  // A queue's closing comes after the assignments that it ends, and is what they are ended for.
  const about = events.find(({ type }) => type === "QueueClosed") ?? events[0];
  if (!recorded || !about) return undefined;
  const { data, stream } = about;
  return { id: "memberId" in data ? data.memberId : data.queueId, revision: noStream, ...outcomeOf(recorded, stream) };
}

function scheduledBy({ position }: RecordedChange, { type, data }: Event): Outcome | undefined {
  if (type !== "ChangeScheduled") return undefined;
  const { about, changeId, on } = data;
  return { id: about.id, revision: noStream, position, events: [], scheduled: { changeId, on } };
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
