import { type DomainEvent, streamOf } from "../../domain/event.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { Recorded } from "../../domain/recorded.ts";
import { type Facts, noFacts } from "../../projections/figures/facts.ts";
import { streamFacts } from "../../projections/figures/streamFacts.ts";
import { bookkeeping } from "../bookkeeping.ts";
import { asRecorded } from "../foresight/asRecorded.ts";
import type { Position } from "../ports/eventLog.ts";
import type { FigureSources, ScheduledIn } from "../ports/figureSources.ts";
import { appliedBy } from "../scheduling/applicationId.ts";
import type { Foretold } from "../scheduling/foretell.ts";
import { eventsOf, idOfStream, type LogParts } from "./foldStreams.ts";

/** The log, and what would come of what is scheduled for a day and before, as known by now or at a position. */
export type Foretelling = LogParts & {
  readonly foretold: (until: LocalDate, upTo?: Position) => Promise<readonly Foretold[]>;
};

/** What is to come of one stream, as if it were recorded, and of which changes. */
export type ComingTo = { readonly events: readonly Recorded<DomainEvent>[]; readonly changeIds: readonly string[] };

/** The same, stream by stream. */
export function comingByStream(told: readonly Foretold[]): ReadonlyMap<string, ComingTo> {
  const coming = told.flatMap(({ changeId, events }) => events.map((event) => ({ changeId, event })));
  const recorded = coming.map(({ changeId, event }, index) => ({
    changeId,
    event: asRecorded(event, { index, recordedAt: "", context: bookkeeping(appliedBy(changeId)) }),
  }));
  const streams = Map.groupBy(recorded, ({ event }) => streamOf(event));
  return new Map(
    [...streams].map(([stream, own]) => [
      stream,
      { events: own.map(({ event }) => event), changeIds: [...new Set(own.map(({ changeId }) => changeId))] },
    ]),
  );
}

/**
 * Sources that count what is scheduled for the days that are asked about as if it had come: the streams that it touches
 * are folded with it, and the others are answered as they are.
 */
export const withWhatIsToCome = (sources: FigureSources, foretelling: Foretelling): FigureSources => ({
  async facts(wanted, upTo) {
    const { until } = wanted;
    if (until === undefined) return sources.facts(wanted, upTo);
    const seen = upTo ?? (await foretelling.log.head());
    let told = await foretelling.foretold(until, upTo);
    for (;;) {
      const streams = [...comingByStream(told).keys()];
      const known = await sources.facts({ ...wanted, without: streams.map(idOfStream) }, upTo);
      // Facts may be of a later position than what was foretold: then that is asked again, as it was known there.
      if (known.position !== seen) told = await foretelling.foretold(until, known.position);
      const coming = comingByStream(told);
      if ([...coming.keys()].some((stream) => !streams.includes(stream))) continue;
      const folded = await foldWith(foretelling, { streams, coming, position: known.position });
      return { ...known, facts: joined([known.facts, ...folded]), scheduled: countsOf(told) };
    }
  },
});

type Folding = {
  readonly streams: readonly string[];
  readonly coming: ReadonlyMap<string, ComingTo>;
  readonly position: Position;
};

/** What the streams that were left out come to, with what is to come of them. */
const foldWith = (parts: LogParts, { streams, coming, position }: Folding): Promise<readonly Facts[]> =>
  Promise.all(
    streams.map(async (stream) =>
      streamFacts([...(await eventsOf(parts, stream, position)), ...(coming.get(stream)?.events ?? [])]),
    ),
  );

const joined = (parts: readonly Facts[]): Facts =>
  parts.reduce(
    (all, { stays, covers, terms }) => ({
      stays: [...all.stays, ...stays],
      covers: [...all.covers, ...covers],
      terms: [...all.terms, ...terms],
    }),
    noFacts,
  );

const countsOf = (told: readonly Foretold[]): ScheduledIn => {
  const refused = told.flatMap(({ changeId, on, refusal }) => (refusal ? [{ changeId, on, code: refusal.code }] : []));
  return { applied: told.length - refused.length, refused };
};
