import { isDeepStrictEqual } from "node:util";
import { changeStream } from "../../domain/change/messages.ts";
import type { MusterEvent } from "../../domain/event.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { Recorded } from "../../domain/recorded.ts";
import { streamFacts } from "../../projections/figures/streamFacts.ts";
import type { Position } from "../ports/eventLog.ts";
import { type ComingTo, comingByStream, type Foretelling } from "./comingFacts.ts";
import { eventsOf, knownBy, streamsTouched } from "./foldStreams.ts";
import { asWanted, type Wanted } from "./wantedFacts.ts";

type Event = Recorded<MusterEvent>;

/** An event that was recorded since, of somebody (or of a queue) whose facts are others by it. */
export type ChangingEvent = {
  readonly eventId: string;
  readonly position: Position;
  readonly type: string;
  readonly recordedAt: string;
  readonly effectiveOn: LocalDate;
  readonly memberId: string | null;
  readonly queueId: string | null;
};

/**
 * The events after a position that make what is wanted other than it was known up to there, in the order of the log. What
 * was scheduled then counts as it was to be expected; where it came otherwise, what became of it is among the events.
 */
export async function changedFacts(
  parts: Foretelling,
  since: Position,
  wanted: Wanted,
): Promise<readonly ChangingEvent[]> {
  const { log, foretold } = parts;
  const head = await log.head();
  const until = wanted.until;
  const coming = async (upTo: Position) => comingByStream(until === undefined ? [] : await foretold(until, upTo));
  const [then, now] = [await coming(since), await coming(head)];
  const streams = new Set([...(await streamsTouched(log, since, head)), ...then.keys(), ...now.keys()]);
  const found = new Map<Position, ChangingEvent>();
  for (const stream of streams) {
    const events = await eventsOf(parts, stream, head);
    const changing = changingOf({ events, since, then: then.get(stream), now: now.get(stream) }, wanted);
    if (!changing) continue;
    for (const each of [...changing, ...(await changesOf(parts, { since, head }, [then.get(stream), now.get(stream)]))])
      found.set(each.position, each);
  }
  return [...found.values()].sort((a, b) => (a.position < b.position ? -1 : 1));
}

type Known = {
  readonly events: readonly Event[];
  readonly since: Position;
  readonly then: ComingTo | undefined;
  readonly now: ComingTo | undefined;
};

/** Those of one stream that make a difference; undefined where nothing does. */
function changingOf({ events, since, then, now }: Known, wanted: Wanted): readonly ChangingEvent[] | undefined {
  const seen = (...of: readonly Event[]): unknown => asWanted(streamFacts(of), wanted);
  const before = knownBy(events, since);
  const expected = seen(...before, ...(then?.events ?? []));
  const present = seen(...events, ...(now?.events ?? []));
  if (isDeepStrictEqual(expected, present)) return undefined;
  // Alone it would have been told otherwise, or without it it would be: whoever was renamed as well is not told of.
  const matters = (event: Event): boolean =>
    differs(expected, () => seen(...before, event, ...(then?.events ?? []))) ||
    differs(present, () => seen(...events.filter((each) => each !== event), ...(now?.events ?? [])));
  return events.filter((event) => event.position > since && matters(event)).flatMap(told);
}

/** What cannot be folded without an event, or with it alone, rests on it. */
function differs(known: unknown, otherwise: () => unknown): boolean {
  try {
    return !isDeepStrictEqual(known, otherwise());
  } catch {
    return true;
  }
}

/** What was recorded since of the scheduled changes that come to a stream, or came to it; what was applied is in it. */
async function changesOf(
  parts: Foretelling,
  { since, head }: { readonly since: Position; readonly head: Position },
  coming: readonly (ComingTo | undefined)[],
): Promise<readonly ChangingEvent[]> {
  const changeIds = new Set(coming.flatMap((each) => each?.changeIds ?? []));
  const streams = await Promise.all([...changeIds].map((changeId) => eventsOf(parts, changeStream(changeId), head)));
  return streams
    .flat()
    .filter(({ position, type }) => position > since && type !== "ChangeApplied")
    .flatMap(told);
}

function told({ type, data, meta, position }: Event): readonly ChangingEvent[] {
  const about = aboutOf(data);
  if (about.memberId === null && about.queueId === null) return [];
  const { eventId, recordedAt, effectiveOn } = meta;
  return [{ eventId, position, type, recordedAt, effectiveOn, ...about }];
}

function aboutOf(data: MusterEvent["data"]): Pick<ChangingEvent, "memberId" | "queueId"> {
  if ("memberId" in data) return { memberId: data.memberId, queueId: null };
  if ("queueId" in data) return { memberId: null, queueId: data.queueId };
  if (!("about" in data)) return { memberId: null, queueId: null };
  const { kind, id } = data.about;
  return { memberId: kind === "member" ? id : null, queueId: kind === "queue" ? id : null };
}
