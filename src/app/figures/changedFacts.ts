import { isDeepStrictEqual } from "node:util";
import type { MusterEvent } from "../../domain/event.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { Recorded } from "../../domain/recorded.ts";
import type { DayRange, Facts, Interval, Presence, Stay } from "../../projections/figures/facts.ts";
import { presencesOf } from "../../projections/figures/presences.ts";
import { streamFacts } from "../../projections/figures/streamFacts.ts";
import type { Position } from "../ports/eventLog.ts";
import type { FactsWanted } from "../ports/figureSources.ts";
import { eventsOf, type LogParts, streamsTouched } from "./foldStreams.ts";

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
 * The events after a position that make the facts of a period others than they were known up to there, in the order of
 * the log: those of the streams whose facts, as far as they are wanted, are not the same.
 */
export async function changedFacts(
  parts: LogParts,
  since: Position,
  wanted: FactsWanted,
): Promise<readonly ChangingEvent[]> {
  const head = await parts.log.head();
  const changing: ChangingEvent[] = [];
  for (const stream of await streamsTouched(parts.log, since, head)) {
    const events = await eventsOf(parts, stream, head);
    const then = asWanted(streamFacts(events.filter(({ position }) => position <= since)), wanted);
    if (isDeepStrictEqual(then, asWanted(streamFacts(events), wanted))) continue;
    changing.push(...events.filter(({ position }) => position > since).flatMap(told));
  }
  return changing.sort((a, b) => (a.position < b.position ? -1 : 1));
}

function told({ type, data, meta, position }: Recorded<MusterEvent>): readonly ChangingEvent[] {
  const about = {
    memberId: "memberId" in data ? data.memberId : null,
    queueId: "queueId" in data && !("memberId" in data) ? data.queueId : null,
  };
  if (about.memberId === null && about.queueId === null) return [];
  const { eventId, recordedAt, effectiveOn } = meta;
  return [{ eventId, position, type, recordedAt, effectiveOn, ...about }];
}

/** The facts that are wanted, and nothing of them that lies outside the days. */
function asWanted({ stays, covers, terms }: Facts, { needs, range, team }: FactsWanted): unknown {
  const own = <Of extends { readonly team: string }>(facts: readonly Of[]) =>
    team === null ? facts : facts.filter((each) => each.team === team);
  const people = needs.people === "presences" ? presencesOf(stays).map(asPresence) : own(stays);
  return {
    people: needs.people === "none" ? [] : within(people, range),
    covers: needs.queues ? within(own(covers), range) : [],
    terms: needs.queues ? within(terms, range) : [],
  };
}

const asPresence = ({ memberId, from, to, begins, ends }: Stay): Presence => ({ memberId, from, to, begins, ends });

/** An end after the days is none yet; what lies before them is as if it began with them. */
function within(facts: readonly Interval[], range: DayRange | undefined): readonly unknown[] {
  if (!range) return facts;
  return facts
    .filter(({ from, to }) => from <= range.to && (to === null || to >= range.from))
    .map((each) => ({
      ...each,
      ...(each.from < range.from && { from: range.from, begins: null }),
      ...((each.to === null || each.to > range.to) && { to: null, ends: null }),
    }));
}
