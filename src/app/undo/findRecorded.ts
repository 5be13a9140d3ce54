import type { DomainEvent, MusterEvent } from "../../domain/event.ts";
import { memberStream, queueStream } from "../../domain/event.ts";
import type { Recorded } from "../../domain/recorded.ts";
import type { Parts } from "../handling.ts";
import { isDomainEvent } from "../outcome.ts";
import type { EventLog } from "../ports/eventLog.ts";
import { recordedBy } from "../recall.ts";
import type { ReadStreamFrom } from "../streamReader.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Event = Recorded<MusterEvent>;
type Change = Recorded<MusterEvent> & DomainEvent;

/** The stream that an event stands in; undefined where the log has no such event. */
export async function streamWith(log: EventLog, eventId: string): Promise<string | undefined> {
  // Nothing else is an event's id, and a database takes nothing else for one.
  if (!uuid.test(eventId)) return undefined;
  const at = await log.positionOf?.(eventId);
  if (log.positionOf && at === undefined) return undefined;
  // A log that finds no event by its id is read from the beginning.
  for await (const page of log.readAll(at === undefined ? 0n : at - 1n)) {
    const found = page.find((event) => event.eventId === eventId);
    if (found || at !== undefined) return found?.stream;
  }
  return undefined;
}

/**
 * The changes that an event's command recorded. Where a log tells a command in several pieces, they are found by what
 * the guards were told with it: whose lines and whose cover it moved.
 */
export async function changesWith(parts: Parts, read: ReadStreamFrom, event: Change): Promise<readonly Change[]> {
  const { commandId } = event.meta;
  const ofCommand = ({ meta }: Event) => meta.commandId === commandId;
  const own = (await read(event.stream)).events.filter(ofCommand);
  if (parts.log.atomic) return ((await recordedBy(parts, commandId, own))?.events ?? own).filter(isDomainEvent);
  const queues = own.flatMap(({ data }) =>
    "closed" in data ? data.closed.map(({ queueId }) => queueStream(queueId)) : [],
  );
  const guards = await Promise.all([event.stream, "reporting-lines", ...queues].map((stream) => read(stream)));
  const members = guards.flatMap(({ events }) => events.filter(ofCommand).flatMap(membersIn));
  const streams = new Set([event.stream, ...queues, ...members.map(memberStream)]);
  const found = await Promise.all([...streams].map((stream) => read(stream)));
  return found.flatMap(({ events }) => events.filter(ofCommand).filter(isDomainEvent));
}

const membersIn = (event: Event): readonly string[] =>
  event.type === "GuardEntered" ? event.data.facts.flatMap((fact) => ("memberId" in fact ? [fact.memberId] : [])) : [];
