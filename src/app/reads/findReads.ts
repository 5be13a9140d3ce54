import { addDays, type LocalDate } from "../../domain/kernel/time.ts";
import type { Actor } from "../../domain/kernel/actor.ts";
import { type DecodedEvent, type EventCodec, isUnreadable } from "../codec/eventCodec.ts";
import { recordedAtOf } from "../codec/recordedAt.ts";
import type { Clock } from "../ports/clock.ts";
import { type EventLog, noStream, type Position, type Revision } from "../ports/eventLog.ts";
import { readsStream } from "../streams.ts";
import type { ReadTold } from "./readRecord.ts";

/**
 * Which reads are asked for; what is left out is not asked.
 * @property memberId reads of this member's data, and those of members who are not named one by one
 * @property actor who read, `issuer:subject`
 * @property from recorded at this instant (UTC) or later; `until` likewise
 */
export type ReadsAsked = {
  readonly memberId?: string | undefined;
  readonly actor?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
};

/** @property names whether the member who was asked for is named in it; null where nobody was */
export type FoundRead = ReadTold & {
  readonly position: Position;
  readonly recordedAt: string;
  readonly actor: Actor;
  readonly names: boolean | null;
};

/** Where a part ended: in the stream of a day. */
export type ReadsPlace = { readonly day: LocalDate; readonly revision: Revision };

export type FoundReads = { readonly reads: readonly FoundRead[]; readonly next: ReadsPlace | null };

export type FindReads = (
  asked: ReadsAsked,
  part: { readonly after: ReadsPlace | undefined; readonly limit: number },
) => Promise<FoundReads>;

type Parts = {
  readonly log: Pick<EventLog, "readAll" | "readStream">;
  readonly codec: EventCodec;
  readonly clock: Clock;
};

/** Who has read whose data, in the order in which it was recorded. */
export const readsFinder = (parts: Parts): FindReads =>
  async function find(asked, { after, limit }) {
    const { first, last } = await daysOf(parts, asked);
    const reads: FoundRead[] = [];
    let place = after;
    for (let day = after?.day ?? first; day <= last; day = addDays(day, 1)) {
      const since = day === after?.day ? after.revision : noStream;
      for await (const page of parts.log.readStream(readsStream(day), since))
        for (const event of await parts.codec.decode(page)) {
          const found = foundIn(event, asked);
          if (found && reads.length === limit) return { reads, next: place ?? null };
          if (found) reads.push(found);
          place = { day, revision: event.revision };
        }
    }
    return { reads, next: null };
  };

/** From the log's first day on; a day more on either side, for clocks that differ. */
async function daysOf({ log, clock }: Parts, { from = "", until }: ReadsAsked) {
  const now = clock.now().toISOString();
  let began = now;
  for await (const [event] of log.readAll(0n, { pageSize: 1 })) {
    if (event) began = recordedAtOf(event);
    break;
  }
  const [least, most] = [from > began ? from : began, until !== undefined && until < now ? until : now];
  return { first: addDays(least.slice(0, 10), -1), last: addDays(most.slice(0, 10), 1) };
}

function foundIn(event: DecodedEvent, asked: ReadsAsked): FoundRead | undefined {
  if (isUnreadable(event) || event.type !== "PersonalDataRead") return undefined;
  const { memberId, from, until } = asked;
  const { position, data, meta } = event;
  const names = memberId === undefined ? null : data.memberIds.includes(memberId);
  const isAsked =
    (names !== false || data.others > 0) &&
    (asked.actor === undefined || `${meta.actor.issuer}:${meta.actor.subject}` === asked.actor) &&
    (from === undefined || meta.recordedAt >= from) &&
    (until === undefined || meta.recordedAt <= until);
  return isAsked ? { ...data, position, recordedAt: meta.recordedAt, actor: meta.actor, names } : undefined;
}
