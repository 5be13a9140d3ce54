import type { DomainEvent, MusterEvent } from "../domain/event.ts";
import { streamOf } from "../domain/event.ts";
import { type HoldEvent, holdStream } from "../domain/hold/messages.ts";
import { type ChangeEvent, changeStream } from "../domain/change/messages.ts";
import { guardEntries } from "../domain/guard/facts.ts";
import { scheduleEntry } from "../domain/guard/schedule.ts";
import type { GuardFact } from "../domain/guard/messages.ts";
import type { Decided } from "../domain/kernel/decider.ts";
import type { DatedEntry } from "../domain/timeline/timeline.ts";
import type { EventCodec, Origin } from "./codec/eventCodec.ts";
import { deriveId } from "./ids.ts";
import { whoIsTold } from "./whoIsTold.ts";
import type { Revision, Write } from "./ports/eventLog.ts";
import type { GuardKey } from "./ports/guardKey.ts";
import { guardStreamName } from "./streams.ts";

/** A decided event on its way to its stream, under the id that derives from its command. */
export type Placed = { readonly stream: string; readonly eventId: string; readonly event: Decided<MusterEvent> };

type Recordable = DomainEvent | ChangeEvent | HoldEvent;

/** A decided event, or what a guard must be told beside it. */
export type Step = { readonly event: Decided<Recordable> } | { readonly entry: DatedEntry };

/**
 * Where decided events go: each to its own stream, followed by the entries that it makes in the guards of its rules.
 * Entries of one append for one guard and date are one event. Ids count through the command's events.
 */
export function place(steps: readonly Step[], guardKey: GuardKey, commandId: string): readonly Placed[] {
  const placed: { stream: string; event: Decided<MusterEvent> }[] = [];
  const entered = new Map<string, GuardFact[]>();
  for (const step of steps) {
    if ("event" in step) placed.push({ stream: streamFor(step.event), event: step.event });
    for (const { guard, fact, on } of entriesOf(step)) {
      const stream = guardStreamName(guardKey, guard);
      const key = `${stream} ${on}`;
      const facts = entered.get(key) ?? [];
      if (facts.length === 0)
        placed.push({ stream, event: { type: "GuardEntered", data: { facts }, effectiveOn: on } });
      entered.set(key, facts);
      facts.push(fact);
    }
  }
  return placed.map(({ stream, event }, index) => ({ stream, event, eventId: deriveId(commandId, String(index)) }));
}

const isOfChange = (event: Decided<Recordable>): event is Decided<ChangeEvent> => "changeId" in event.data;

const isOfHold = (event: Decided<Recordable>): event is Decided<HoldEvent> => "holdId" in event.data;

function streamFor(event: Decided<Recordable>): string {
  if (isOfHold(event)) return holdStream;
  return isOfChange(event) ? changeStream(event.data.changeId) : streamOf(event);
}

function entriesOf(step: Step): readonly DatedEntry[] {
  if ("entry" in step) return [step.entry];
  const { event } = step;
  if (isOfHold(event)) return [];
  const entries = isOfChange(event) ? [scheduleEntry(event)] : guardEntries(event);
  return entries.map((entry) => ({ ...entry, on: event.effectiveOn }));
}

/** One write a stream, the command's own stream first, each at the revision that the decision saw. */
export async function toWrites(
  placed: readonly Placed[],
  codec: EventCodec,
  origin: Origin,
  revisionOf: (stream: string) => Revision,
): Promise<readonly Write[]> {
  const isTold = whoIsTold(placed);
  const { reason: _, ...unexplained } = origin;
  const encoded = await codec.encode(
    placed.map(({ event, eventId }) => ({ event, eventId, origin: isTold(event) ? origin : unexplained })),
  );
  const byStream = Map.groupBy(
    placed.map(({ stream }, index) => ({ stream, unrecorded: encoded[index] })),
    ({ stream }) => stream,
  );
  return [...byStream].map(([stream, items]) => ({
    stream,
    expected: revisionOf(stream),
    events: items.flatMap(({ unrecorded }) => (unrecorded ? [unrecorded] : [])),
  }));
}

/** A queue that is opened in the same change as it is covered has its name before others bear it. */
export const openingsFirst = (writes: readonly Write[]): readonly Write[] =>
  writes.toSorted((a, b) => Number(opens(b)) - Number(opens(a)));

const opens = ({ events }: Write): boolean => events.some(({ type }) => type === "QueueOpened");
