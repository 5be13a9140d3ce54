import type { DomainEvent, MusterEvent } from "../../domain/event.ts";
import { guardEntries, type GuardStream } from "../../domain/guard/facts.ts";
import { evolveOwnership, type Owner, ownerOn, type Ownership } from "../../domain/guard/owners.ts";
import type { Recorded } from "../../domain/recorded.ts";
import { type EventCodec, isUnreadable, type Origin } from "../codec/eventCodec.ts";
import { completePending, intentWatch } from "../guards/intentWatch.ts";
import type { Guarded } from "../guards/settle.ts";
import { deriveId } from "../ids.ts";
import { noStream, type Revision } from "../ports/eventLog.ts";
import type { GuardKey } from "../ports/guardKey.ts";
import { UnreadableEvent } from "../streamReader.ts";
import { guardStreamName, isNamedByKey } from "../streams.ts";

export type ClaimParts = {
  readonly guarded: Guarded;
  readonly codec: EventCodec;
  readonly from: GuardKey;
  readonly to: GuardKey;
  readonly origin: Origin;
};

/** How a guard of a name stands. */
type Standing = { readonly owners: Ownership; readonly revision: Revision };

type Survey = {
  /** Every address and every queue's name that the log has seen, by the guard that it has now. */
  readonly names: ReadonlyMap<string, GuardStream>;
  readonly guards: ReadonlyMap<string, Standing>;
};

/** A guard that does not yet stand under its new name as it does under the present one, and what it lacks. */
type Missing = { readonly stream: string; readonly expected: Revision; readonly owners: Ownership };

// Appends on their way at once; on Postgres they share transactions.
const together = 64;

/**
 * Enters whose every address and queue's name is, and was on every date, under the name that its guard has by another
 * key: a change that is told late is judged by them all. What stands there already as it should is left alone, and what an
 * earlier attempt left there and has changed since is put right. Answers how many were entered.
 * Nobody else may be at work meanwhile.
 * @throws {UnreadableEvent} before anything is entered
 */
export async function claimAnew(parts: ClaimParts, stillAlone: () => void): Promise<number> {
  const missing = missingIn(await survey(parts), parts.to);
  for (let at = 0; at < missing.length; at += together) {
    stillAlone();
    const entering = missing.slice(at, at + together).map((entry) => enter(parts, entry));
    // What is on its way arrives before a failure of one of them ends the rotation.
    await Promise.allSettled(entering);
    await Promise.all(entering);
  }
  return missing.length;
}

/** Reads the whole log. Intents that dead writers left are finished first, since they name guards by the old key. */
async function survey(parts: ClaimParts): Promise<Survey> {
  const names = new Map<string, GuardStream>();
  const guards = new Map<string, Standing>();
  const watch = intentWatch();
  for await (const page of parts.guarded.log.readAll(0n)) {
    const events = await parts.codec.decode(page);
    watch.see(events);
    for (const event of events) {
      if (isUnreadable(event)) throw new UnreadableEvent(event.unreadable);
      if (isNamedByKey(event.stream)) guards.set(event.stream, stand(guards.get(event.stream), event));
      for (const guard of namesIn(event)) names.set(guardStreamName(parts.from, guard), guard);
    }
  }
  if (watch.pending().length === 0) return { names, guards };
  await completePending(parts.guarded, watch.pending());
  return survey(parts);
}

const stand = (before: Standing | undefined, event: Recorded<MusterEvent>): Standing => ({
  revision: event.revision,
  owners:
    event.type === "GuardEntered"
      ? evolveOwnership(before?.owners ?? [], { ...event, effectiveOn: event.meta.effectiveOn })
      : (before?.owners ?? []),
});

function namesIn(event: Recorded<MusterEvent>): readonly GuardStream[] {
  if (!("memberId" in event.data || "queueId" in event.data)) return [];
  const decided = { ...(event as DomainEvent), effectiveOn: event.meta.effectiveOn };
  return guardEntries(decided).flatMap(({ guard }) =>
    guard.kind === "email" || guard.kind === "queue-name" ? [guard] : [],
  );
}

function missingIn({ names, guards }: Survey, to: GuardKey): readonly Missing[] {
  return [...names].flatMap(([present, guard]) => {
    const stream = guardStreamName(to, guard);
    const there = guards.get(stream);
    const owners = lacking(guards.get(present)?.owners ?? [], there?.owners ?? []);
    return owners.length > 0 ? [{ stream, expected: there?.revision ?? noStream, owners }] : [];
  });
}

/** The owners to enter so that each date has the one that it has at present. */
function lacking(wanted: Ownership, there: Ownership): Ownership {
  const dates = [...new Set([...wanted, ...there].map(({ on }) => on))].sort();
  const owners = dates.map((on): Owner => ({ on, ownerId: ownerOn(wanted, on) }));
  return owners.some(({ on, ownerId }) => ownerOn(there, on) !== ownerId) ? owners : [];
}

async function enter({ guarded, codec, to, origin }: ClaimParts, { stream, expected, owners }: Missing): Promise<void> {
  const entering = owners.map(({ ownerId, on: effectiveOn }, index) => {
    const event = { type: "GuardEntered", data: { facts: [{ kind: "owner", ownerId }] }, effectiveOn } as const;
    const counted = index === 0 ? [] : [String(index)];
    return { event, eventId: deriveId("claimed-anew", to.fingerprint, stream, String(expected), ...counted), origin };
  });
  const events = await codec.encode(entering);
  await guarded.log.append([{ stream, expected, events }]);
}
