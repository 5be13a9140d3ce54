import { randomUUID } from "node:crypto";
import { type DecodedEvent, type EventCodec, eventCodec, isUnreadable } from "../../src/app/codec/eventCodec.ts";
import { commit, settlePending } from "../../src/app/guards/commit.ts";
import type { Guarded } from "../../src/app/guards/settle.ts";
import { deriveId } from "../../src/app/ids.ts";
import { type EventLog, noStream, type Revision, type Unrecorded, type Write } from "../../src/app/ports/eventLog.ts";
import type { MusterEvent } from "../../src/domain/event.ts";

const unused = () => {
  throw new Error("No event here hides anything.");
};
const codec = eventCodec({ seal: unused, open: unused }, { forSubjects: unused, load: unused });

export const decode: EventCodec["decode"] = (stored) => codec.decode(stored);

async function encode(event: MusterEvent, eventId: string): Promise<Unrecorded> {
  const actor = { issuer: "test", subject: "writer" };
  const origin = { commandId: eventId, correlationId: eventId, causationId: eventId, actor };
  const [unrecorded] = await codec.encode([{ event: { ...event, effectiveOn: "2025-01-01" }, eventId, origin }]);
  if (!unrecorded) throw new Error("Nothing was encoded.");
  return unrecorded;
}

export const guardedOver = (log: EventLog): Guarded => ({ log, encodeGuard: encode });

export async function load(log: EventLog, stream: string): Promise<readonly DecodedEvent[]> {
  const events: DecodedEvent[] = [];
  for await (const page of log.readStream(stream)) events.push(...(await codec.decode(page)));
  return events;
}

export async function loadAll(log: EventLog): Promise<readonly DecodedEvent[]> {
  const events: DecodedEvent[] = [];
  for await (const page of log.readAll(0n)) events.push(...(await codec.decode(page)));
  return events;
}

/** The stream once nothing is pending in it, as a command handler reads it. */
export async function loadSettled(guarded: Guarded, stream: string): Promise<readonly DecodedEvent[]> {
  for (;;) {
    const events = await load(guarded.log, stream);
    if (!(await settlePending(guarded, events))) return events;
  }
}

export const revisionOf = (events: readonly DecodedEvent[]): Revision => events.at(-1)?.revision ?? noStream;

/** A test's command: it enters one fact in each of its streams, which names it and how many facts it saw there. */
export type TestCommand = { readonly id: string; readonly streams: readonly string[] };
export const aCommand = (...streams: readonly string[]): TestCommand => ({ id: randomUUID(), streams });

type Entry = { readonly commandId: string; readonly saw: number };

export const entriesOf = (events: readonly DecodedEvent[]): readonly Entry[] =>
  events.flatMap((event) =>
    isUnreadable(event) || event.type !== "GuardEntered" ? [] : event.data.facts.flatMap(entry),
  );

const entry = (fact: { readonly kind: string; readonly team?: string }): Entry[] => {
  const [commandId = "", saw] = fact.team?.split(" ") ?? [];
  return [{ commandId, saw: Number(saw) }];
};

/** What the command decides on the streams as they are, settling first what is pending there. */
export async function decideOn(guarded: Guarded, { id, streams }: TestCommand): Promise<readonly Write[]> {
  const writes: Write[] = [];
  for (const stream of streams) {
    const events = await loadSettled(guarded, stream);
    const team = `${id} ${entriesOf(events).length}`;
    const entered = { type: "GuardEntered", data: { facts: [{ kind: "team", team }] } } as const;
    writes.push({ stream, expected: revisionOf(events), events: [await encode(entered, deriveId(id, stream))] });
  }
  return writes;
}

export const commitOn = (guarded: Guarded, writes: readonly Write[]) => commit(guarded, writes, new Date());

/** Loads, decides and commits: a command handler without a second try. */
export const handle = async (log: EventLog, command: TestCommand) =>
  commitOn(guardedOver(log), await decideOn(guardedOver(log), command));

/** The ids of the commands whose facts stand in a stream, in order. */
export const commandsIn = async (log: EventLog, stream: string): Promise<readonly string[]> =>
  entriesOf(await load(log, stream)).map(({ commandId }) => commandId);

/** The types of a stream's events, in order. */
export const typesIn = async (log: EventLog, stream: string): Promise<readonly string[]> =>
  (await load(log, stream)).map((event) => event.type);
