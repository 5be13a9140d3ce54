import type { MusterEvent } from "../../domain/event.ts";
import type { Recorded } from "../../domain/recorded.ts";
import type { Facts } from "../../projections/figures/facts.ts";
import { streamFacts } from "../../projections/figures/streamFacts.ts";
import { type EventCodec, isUnreadable } from "../codec/eventCodec.ts";
import type { EventLog, Position } from "../ports/eventLog.ts";
import { UnreadableEvent } from "../streamReader.ts";

export type LogParts = { readonly log: EventLog; readonly decode: EventCodec["decode"] };

/** What one stream comes to. */
export type StreamFacts = { readonly stream: string; readonly facts: Facts };

// Of members and queues; a queue's name has a guard of its own, which has none.
const hasFacts = (stream: string): boolean => /^(member|queue)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(stream);

/** Whose stream it is: a member's id, or a queue's. */
export const idOfStream = (stream: string): string => stream.slice(stream.indexOf("-") + 1);

/** The streams with facts that have had an event after one position, up to another. */
export async function streamsTouched(log: EventLog, after: Position, upTo: Position): Promise<readonly string[]> {
  const streams = new Set<string>();
  if (after >= upTo) return [];
  for await (const page of log.readAll(after)) {
    for (const { stream, position } of page) if (position <= upTo && hasFacts(stream)) streams.add(stream);
    if ((page.at(-1)?.position ?? upTo) >= upTo) break;
  }
  return [...streams];
}

const atOnce = 8;
const batch = 512;

/** What streams come to up to a position, some at a time. @throws {UnreadableEvent} */
export async function* foldStreams(
  parts: LogParts,
  streams: readonly string[],
  upTo: Position,
): AsyncGenerator<readonly StreamFacts[]> {
  for (let first = 0; first < streams.length; first += batch) {
    const waiting = streams.slice(first, first + batch);
    const folded: StreamFacts[] = [];
    const work = async () => {
      for (let stream = waiting.pop(); stream !== undefined; stream = waiting.pop())
        folded.push({ stream, facts: streamFacts(await eventsOf(parts, stream, upTo)) });
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    yield folded;
  }
}

/** A stream's events up to a position. @throws {UnreadableEvent} */
export async function eventsOf(
  { log, decode }: LogParts,
  stream: string,
  upTo: Position,
): Promise<Recorded<MusterEvent>[]> {
  const events: Recorded<MusterEvent>[] = [];
  for await (const page of log.readStream(stream))
    for (const event of await decode(
      page.filter(({ position, type }) => position <= upTo || type === "MemberSealed"),
    )) {
      if (isUnreadable(event)) throw new UnreadableEvent(event.unreadable);
      events.push(event);
    }
  return knownBy(events, upTo);
}

/** What is known up to a position. Of who is sealed since, what the sealing kept is all that is known of any position. */
export function knownBy(stream: readonly Recorded<MusterEvent>[], upTo: Position): Recorded<MusterEvent>[] {
  const known = stream.filter(({ position }) => position <= upTo);
  const isGone = known.some(({ type }) => type === "Tombstone");
  return isGone
    ? [...known, ...stream.filter(({ position, type }) => position > upTo && type === "MemberSealed")]
    : known;
}
