import { memberStream, queueStream } from "../domain/event.ts";
import type { EventCodec } from "./codec/eventCodec.ts";
import { type EventFilter, type FoundEvent, matches, mayMatch } from "./findEvents.ts";
import type { EventLog, Position } from "./ports/eventLog.ts";

/** Events that a filter lets through, and the position up to which the log was looked at for them. */
export type Landed = { readonly events: readonly FoundEvent[]; readonly position: Position };

/** After which position, and until when. */
export type Follow = { readonly after: Position; readonly signal: AbortSignal };

/**
 * Follows the log until the signal: what there is, then what comes. `members` tells, once the log has come to a position,
 * which members' events are let through.
 */
export type FollowEvents = (
  filter: Omit<EventFilter, "members">,
  follow: Follow,
  members?: (position: Position) => Promise<ReadonlySet<string>>,
) => AsyncIterable<Landed>;

export const eventFollower = (log: Pick<EventLog, "subscribe">, codec: EventCodec): FollowEvents =>
  async function* follow(filter, { after, signal }, members) {
    const candidate = mayMatch(filter, after);
    const stream = streamOf(filter);
    for await (const page of log.subscribe(after, signal)) {
      const candidates = page.filter((event) => (stream === undefined || event.stream === stream) && candidate(event));
      const position = page.at(-1)?.position ?? after;
      if (candidates.length === 0) {
        yield { events: [], position };
        continue;
      }
      const exact = { ...filter, members: await members?.(position) };
      if (signal.aborted) return;
      const events = await codec.decode(candidates);
      yield { events: events.filter((event): event is FoundEvent => matches(event, exact)), position };
    }
  };

function streamOf({ memberId, queueId }: Omit<EventFilter, "members">): string | undefined {
  if (memberId !== undefined) return memberStream(memberId);
  return queueId === undefined ? undefined : queueStream(queueId);
}
