import pg from "pg";
import type { MusterEvent } from "../../../domain/event.ts";
import type { Recorded } from "../../../domain/recorded.ts";
import { type DecodedEvent, isUnreadable } from "../../../app/codec/eventCodec.ts";
import { keysOf } from "./keys.ts";
import { endOf, units, withTheirRequests } from "./requests.ts";
import { blaming, laid, type Target, Unprojectable } from "./laying.ts";
import { settled } from "./session.ts";
import type { ToPark } from "./tableStore.ts";

type Event = Recorded<MusterEvent>;

/** What else belongs to the transaction of a batch: first and last in it, sharing its round trips. */
export type Bracket = {
  readonly before: () => Promise<unknown>;
  readonly after: (to: bigint) => Promise<unknown>;
};

/** Where batches are applied, and how the log goes on after a position (read without waiting for more). */
export type BatchTarget = Target & { readonly readOn: (after: bigint) => AsyncIterable<readonly DecodedEvent[]> };

const nothing: Bracket = { before: () => Promise.resolve(), after: () => Promise.resolve() };

/**
 * Whether an event is to blame and not the connection or the server: values that do not fit, constraints, sizes, and
 * what a trigger of somebody's refuses.
 */
const isTheEvents = (error: unknown): boolean =>
  error instanceof Unprojectable ||
  (error instanceof pg.DatabaseError && /^(22|23|54000|P0001)/.test(error.code ?? ""));

/**
 * Applies events in one transaction, all at once. Where that fails by an event's fault, they are applied with the rest
 * of their requests, and else one by one, so that only the violator parks and holds back its stream. Answers the
 * position that was reached, which may be past the last of the events.
 */
export async function applyBatch(
  target: BatchTarget,
  events: readonly DecodedEvent[],
  bracket: Bracket = nothing,
): Promise<bigint> {
  const timed = (all: readonly DecodedEvent[]): Bracket => ({
    before: () => bracket.before(),
    after: (to) => settled([target.store.noteTimes(all), bracket.after(to)]),
  });
  try {
    return await together(target, events, timed(events));
  } catch (error) {
    if (!isTheEvents(error)) throw error;
  }
  const whole = await withTheirRequests(target.readOn, events);
  try {
    if (whole.length > events.length) return await together(target, whole, timed(whole));
  } catch (error) {
    if (!isTheEvents(error)) throw error;
  }
  return oneByOne(target, whole, timed(whole));
}

async function together(target: Target, events: readonly DecodedEvent[], bracket: Bracket): Promise<bigint> {
  const { session, store } = target;
  const { depth } = session;
  const readable = events.filter((event): event is Event => !isUnreadable(event));
  const keys = blaming(readable, () => keysOf(readable));
  try {
    const loading = [session.begin(), bracket.before(), store.parkedStreams(), store.load(keys)] as const;
    const [, , held, known] = await settled(loading);
    const { ready, unreadable } = sift(events, held);
    const { before, after, versions } = await laid(target, ready, known);
    await settled([
      ...store.write(before, after, versions),
      store.park(unreadable),
      bracket.after(endOf(events)),
      session.commit(),
    ]);
    return endOf(events);
  } catch (error) {
    await session.rollback(depth).catch(() => undefined);
    throw error;
  }
}

async function oneByOne(target: Target, events: readonly DecodedEvent[], bracket: Bracket): Promise<bigint> {
  const { session } = target;
  const { depth } = session;
  try {
    await settled([session.begin(), bracket.before()]);
    for (const unit of units(events)) await applyUnit(target, unit);
    await settled([bracket.after(endOf(events)), session.commit()]);
    return endOf(events);
  } catch (error) {
    await session.rollback(depth).catch(() => undefined);
    throw error;
  }
}

async function applyUnit(target: Target, unit: readonly DecodedEvent[]): Promise<void> {
  const { session, store } = target;
  const after = () =>
    settled([session.query("set constraints all immediate"), session.query("set constraints all deferred")]);
  try {
    await together(target, unit, { ...nothing, after });
  } catch (error) {
    if (!isTheEvents(error)) throw error;
    const [event] = unit;
    if (unit.length > 1) for (const each of unit) await applyUnit(target, [each]);
    else if (event) await store.park([toPark(event, error instanceof Error ? error.message : String(error))]);
  }
}

const toPark = (event: DecodedEvent, error: string): ToPark => ({
  stream: event.stream,
  position: event.position,
  eventId: isUnreadable(event) ? event.eventId : event.meta.eventId,
  type: event.type,
  error,
});

type Sifted = { readonly ready: readonly Event[]; readonly unreadable: readonly ToPark[] };

/** Leaves out the events of streams that are held back, from the first unreadable one on. */
function sift(events: readonly DecodedEvent[], parked: ReadonlySet<string>): Sifted {
  const held = new Set(parked);
  const ready: Event[] = [];
  const unreadable: ToPark[] = [];
  for (const event of events) {
    if (held.has(event.stream)) continue;
    if (isUnreadable(event)) {
      held.add(event.stream);
      unreadable.push(toPark(event, event.unreadable));
    } else ready.push(event);
  }
  return { ready, unreadable };
}
