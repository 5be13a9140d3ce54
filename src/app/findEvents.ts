import type { DomainEvent, MusterEventType } from "../domain/event.ts";
import { memberStream, queueStream } from "../domain/event.ts";
import type { Recorded } from "../domain/recorded.ts";
import { type DecodedEvent, type EventCodec, isUnreadable, type Unreadable } from "./codec/eventCodec.ts";
import type { EventLog, Position, Stored } from "./ports/eventLog.ts";

/**
 * Which events are asked for; what is left out is not asked.
 * @property actor as the history has it: `issuer:subject`
 * @property from an instant, UTC: what was recorded then or later; `until` likewise, to the end of it
 * @property members only events of these members
 */
export type EventFilter = {
  readonly memberId?: string | undefined;
  readonly queueId?: string | undefined;
  readonly actor?: string | undefined;
  readonly type?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly members?: ReadonlySet<string> | undefined;
};

export type FoundEvent = Recorded<DomainEvent> | Unreadable;

/** `next` is where to go on; it may be there though nothing was found yet, because a search ends after so many events. */
export type FoundEvents = { readonly events: readonly FoundEvent[]; readonly next: Position | null };

export type FindEvents = (
  filter: EventFilter,
  part: { readonly after: Position; readonly limit: number },
) => Promise<FoundEvents>;

/** How many events one search looks at, so that its time is bounded whatever it asks for. */
const mostLookedAt = 20_000;
const pageSize = 1_000;

/** By type, because an event that is not asked for is not opened; a new one that is left out here does not compile. */
const bookkeeping: Readonly<Record<Exclude<MusterEventType, DomainEvent["type"]>, true>> = {
  LogOpened: true,
  GuardEntered: true,
  GuardKeyRotated: true,
  IntentRecorded: true,
  IntentSettled: true,
  AuditBundleExported: true,
  KeysDestroyedAgain: true,
  LegalHoldPlaced: true,
  LegalHoldReleased: true,
  PersonalDataRead: true,
  Tombstone: true,
  ChangeScheduled: true,
  ChangeRescheduled: true,
  ChangeCancelled: true,
  ChangeApplied: true,
  ChangeFailed: true,
};

/** Looks through the log, or through the one stream that is asked about, in the order of positions. */
export const eventFinder = (log: EventLog, codec: EventCodec): FindEvents =>
  async function find(filter, { after, limit }) {
    const found: FoundEvent[] = [];
    let [lookedAt, last] = [0, after];
    for await (const page of source(log, filter, after)) {
      const candidates = await codec.decode(page.filter(mayMatch(filter, after)));
      for (const event of candidates) {
        if (isPast(event, filter)) return { events: found, next: null };
        if (!matches(event, filter)) continue;
        const before = found.at(-1)?.position ?? after;
        if (found.length === limit) return { events: found, next: before };
        found.push(event);
      }
      last = page.at(-1)?.position ?? last;
      lookedAt += page.length;
      if (lookedAt >= mostLookedAt) return { events: found, next: last };
    }
    return { events: found, next: null };
  };

function source(log: EventLog, { memberId, queueId }: EventFilter, after: Position): AsyncIterable<readonly Stored[]> {
  if (memberId !== undefined) return log.readStream(memberStream(memberId));
  if (queueId !== undefined) return log.readStream(queueStream(queueId));
  return log.readAll(after, { pageSize });
}

/** What can be told without opening an event; it lets through more than is asked for, and never less. */
export function mayMatch({ type, actor }: EventFilter, after: Position): (event: Stored) => boolean {
  const end = actor?.split(":").at(-1) ?? "";
  const mark = /^[\w.@-]+$/.test(end) ? end : "";
  return (event) =>
    event.position > after &&
    !Object.hasOwn(bookkeeping, event.type) &&
    (type === undefined || event.type === type) &&
    (mark === "" || Buffer.from(event.bytes.buffer, event.bytes.byteOffset, event.bytes.length).includes(mark));
}

export function matches(event: DecodedEvent, filter: EventFilter): event is FoundEvent {
  const { actor, from, until, members, queueId } = filter;
  if (isUnreadable(event)) return actor === undefined && from === undefined && until === undefined && !members;
  const { meta, data } = event;
  if (event.type === "Tombstone") return false;
  return (
    (actor === undefined || `${meta.actor.issuer}:${meta.actor.subject}` === actor) &&
    (from === undefined || meta.recordedAt >= from) &&
    (until === undefined || meta.recordedAt <= until) &&
    (members === undefined || ("memberId" in data && members.has(data.memberId))) &&
    (queueId === undefined || ("queueId" in data && data.queueId === queueId))
  );
}

/** The log is in the order of time, but for clocks of several machines that differ a little. */
const isPast = (event: DecodedEvent, { until }: EventFilter): boolean =>
  until !== undefined && !isUnreadable(event) && Date.parse(event.meta.recordedAt) > Date.parse(until) + clocksDiffer;

const clocksDiffer = 60_000;
