import {
  type AppendResult,
  binaryEvent,
  type EventData,
  MaxAppendSizeExceededError,
  NO_STREAM,
  WrongExpectedVersionError,
} from "@eventstore/db-client";
import { setTimeout } from "node:timers/promises";
import { type Appended, noStream, type Position, StreamConflict, type Write } from "../../app/ports/eventLog.ts";
import type { Connection } from "./client.ts";
import { patiently, unavailable } from "./patiently.ts";
import type { Reads } from "./reads.ts";

/**
 * Appends to a stream, having looked first: EventStoreDB answers a repeated append as it answered the first time, and
 * where the writer expects the stream's present end it would store the same events twice. Event ids are known at the
 * expected place and right before it.
 */
export type Append = (write: Write) => Promise<Appended>;

const attempts = 4;
const pauseMs = 50;

export function appends(connection: Connection, reads: Reads, prefix: string): Append {
  return async (write) => {
    const events = toBinary(write);
    let failure: unknown;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (attempt > 0) await setTimeout(pauseMs * attempt);
      const position = await standing(reads, write);
      // After a failure of ours it may be our own attempt that stands there.
      if (position !== undefined) return { position, repeated: attempt === 0 };
      const answer = await tryAppend(connection, prefix, write, events);
      if (typeof answer === "bigint") return { position: answer, repeated: false };
      failure = answer;
    }
    throw unavailable(failure);
  };
}

/**
 * Where the write's events stand, if they do.
 * @throws {StreamConflict} where other events stand in their place, or the stream ends before it. What has been read is
 * held by a majority, so that this stays so; the server's own refusal may rest on an event that is yet to be lost.
 */
async function standing(reads: Reads, { stream, expected, events }: Write): Promise<Position | undefined> {
  const before = expected - BigInt(events.length);
  const from = before < noStream ? 0n : before + 1n;
  const found = await patiently(() => reads.stream(stream, from, events.length * 2));
  const ids = events.map(({ eventId }) => eventId.toLowerCase()).join();
  const stands = (part: typeof found) => part.map(({ eventId }) => eventId).join() === ids;
  const early = found.filter(({ revision }) => revision <= expected);
  const there = found.filter(({ revision }) => revision > expected).slice(0, events.length);
  if (stands(there)) return there.at(-1)?.position;
  if (there.length > 0 || (early.at(-1)?.revision ?? noStream) !== expected) throw new StreamConflict(stream, expected);
  return stands(early) ? early.at(-1)?.position : undefined;
}

/** The position of what was stored, or why it is not known to be: whatever failed, it may have been stored. */
async function tryAppend(
  { client, credentials }: Connection,
  prefix: string,
  { stream, expected }: Write,
  events: EventData[],
): Promise<Position | Error> {
  try {
    const options = {
      expectedRevision: expected === noStream ? NO_STREAM : expected,
      requiresLeader: true,
      ...(credentials && { credentials }),
    } as const;
    const answer: AppendResult = await client.appendToStream(prefix + stream, events, options);
    return answer.position?.commit ?? new Error("it refused the append.");
  } catch (error) {
    if (error instanceof MaxAppendSizeExceededError)
      throw new Error(`The change is too large: EventStoreDB takes no more than 1 MiB in one append.`, {
        cause: error,
      });
    if (error instanceof WrongExpectedVersionError)
      return new Error("it refused the append, yet nothing is there.", { cause: error });
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Binary, because the client parses and re-serialises JSON events, and the stored bytes must be ours. */
function toBinary({ events }: Write): EventData[] {
  const recordedAt = new Date().toISOString();
  return events.map(({ eventId, type, bytesAt }) => binaryEvent({ id: eventId, type, data: bytesAt(recordedAt) }));
}
