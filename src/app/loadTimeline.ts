import type { Command } from "../domain/command.ts";
import { memberStream, type MusterEvent, queueStream } from "../domain/event.ts";
import type { GuardStream } from "../domain/guard/facts.ts";
import { foldLines, type LineHistory } from "../domain/guard/lines.ts";
import type { GuardEntered } from "../domain/guard/messages.ts";
import { evolveOwnership, type Ownership } from "../domain/guard/owners.ts";
import { evolveTeams } from "../domain/guard/teams.ts";
import { foldHolds, type LegalHolds, noHolds } from "../domain/hold/hold.ts";
import type { HoldEvent } from "../domain/hold/messages.ts";
import type { Laid } from "../domain/kernel/decider.ts";
import type { MemberEvent } from "../domain/member/messages.ts";
import type { Needs } from "../domain/needs.ts";
import type { QueueEvent } from "../domain/queue/messages.ts";
import { needsOn } from "../domain/timeline/decideOn.ts";
import { noQueue, type QueueHistory, withQueueEvents } from "../domain/timeline/queueHistory.ts";
import { emptyTimeline, type Timeline } from "../domain/timeline/timeline.ts";
import type { Recorded } from "../domain/recorded.ts";
import type { Revision } from "./ports/eventLog.ts";
import type { GuardKey } from "./ports/guardKey.ts";
import type { Remembered } from "./remembered.ts";
import type { ReadStreamFrom } from "./streamReader.ts";
import { guardStreamName } from "./streams.ts";

/** The part of the world that was loaded, with the revision of every stream that it was folded from. */
export type Loaded = { readonly timeline: Timeline; readonly revisions: ReadonlyMap<string, Revision> };

export const nothingLoaded: Loaded = { timeline: emptyTimeline, revisions: new Map() };

export type LoadTimeline = (loaded: Loaded, needs: Needs) => Promise<Loaded>;

/**
 * Loads what is needed and not there yet, on all dates. What is loaded already stays as it is, evolved by earlier
 * commands of the same change perhaps; the same answer says that nothing was missing. Long streams that many commands
 * share are `remembered`, and only what came since is read.
 */
export const timelineLoader =
  (read: ReadStreamFrom, guardKey: GuardKey, remembered: Remembered): LoadTimeline =>
  async (loaded, needs) => {
    const { timeline, revisions } = loaded;
    const missing = wanted(needs, guardKey).filter(({ stream }) => !revisions.has(stream));
    if (missing.length === 0) return loaded;
    const parts = await Promise.all(missing.map((part) => part.load(read, remembered)));
    return {
      timeline: parts.reduce((soFar, { put, newest }) => withNewest(put(soFar), newest), timeline),
      revisions: new Map([...revisions, ...parts.map(({ stream, revision }) => [stream, revision] as const)]),
    };
  };

/**
 * Begins to read what a command is known to need before anything is loaded, together with what else is read then. What
 * fails here fails again where it is waited for: `read` remembers.
 */
export function readAhead(command: Command, read: ReadStreamFrom, { guardKey, remembered }: ReadAhead): void {
  for (const { stream, after } of wanted(needsOn(command, emptyTimeline), guardKey))
    read(stream, after(remembered)).catch(() => undefined);
}

type ReadAhead = { readonly guardKey: GuardKey; readonly remembered: Remembered };

type Loading = {
  readonly stream: string;
  readonly revision: Revision;
  readonly newest: string;
  readonly put: (timeline: Timeline) => Timeline;
};
type Wanted = {
  readonly stream: string;
  /** Up to where it need not be read. */
  readonly after: (remembered: Remembered) => Revision | undefined;
  readonly load: (read: ReadStreamFrom, remembered: Remembered) => Promise<Loading>;
};
type Events = readonly Laid<MusterEvent>[];

/** A part of the timeline: what one stream folds to, and where it goes. */
type Part<S> = {
  readonly stream: string;
  readonly initial: S;
  readonly fold: (state: S, events: Events) => S;
  readonly put: (timeline: Timeline, state: S) => Timeline;
};

/** What a long stream folded to, and the newest date in it. */
type Folded<S> = { readonly history: S; readonly newest: string };

function wanted(
  { members, queues, emails, queueNames, lines, teams, holds }: Needs,
  guardKey: GuardKey,
): readonly Wanted[] {
  const guard = (stream: GuardStream) => guardStreamName(guardKey, stream);
  return [
    ...members.map((id) => whole(memberPart(id))),
    ...queues.map((id) => continued(queuePart(id))),
    ...emails.map((email) => whole(ownerPart(guard({ kind: "email", email }), "emailOwners", email))),
    ...queueNames.map((name) => whole(ownerPart(guard({ kind: "queue-name", name }), "queueNameOwners", name))),
    ...(lines ? [continued(linesPart(guard({ kind: "reporting-lines" })))] : []),
    ...(teams ? [continued(teamsPart(guard({ kind: "teams" })))] : []),
    ...(holds ? [continued(holdsPart(guard({ kind: "legal-holds" })))] : []),
  ];
}

/** Folds the whole stream. */
const whole = <S>({ stream, initial, fold, put }: Part<S>): Wanted => ({
  stream,
  after: () => undefined,
  load: async (read) => {
    const { events, revision } = await read(stream);
    const laid = events.map(asLaid);
    const state = fold(initial, laid);
    return { stream, revision, newest: newestOf(laid), put: (timeline) => put(timeline, state) };
  },
});

/** Folds what came since the stream was last loaded. */
const continued = <S>({ stream, initial, fold, put }: Part<S>): Wanted => ({
  stream,
  after: (remembered) => remembered.get<Folded<S>>(stream)?.revision,
  load: async (read, remembered) => {
    const known = remembered.get<Folded<S>>(stream);
    const { events, revision } = await read(stream, known?.revision);
    const laid = events.map(asLaid);
    const { history: before, newest: least } = known?.state ?? { history: initial, newest: "" };
    const history = laid.length === 0 ? before : fold(before, laid);
    const newest = newestOf(laid, least);
    remembered.set(stream, { state: { history, newest } satisfies Folded<S>, revision });
    return { stream, revision, newest, put: (timeline) => put(timeline, history) };
  },
});

const newestOf = (events: Events, known = ""): string =>
  events.reduce((newest, { effectiveOn }) => (effectiveOn > newest ? effectiveOn : newest), known);

const withNewest = (timeline: Timeline, newest: string): Timeline =>
  newest > timeline.newest ? { ...timeline, newest } : timeline;

const memberPart = (id: string): Part<readonly Laid<MemberEvent>[]> => ({
  stream: memberStream(id),
  initial: [],
  fold: (state, events) => [...state, ...events.filter(isOfMember)],
  put: (timeline, stream) => ({ ...timeline, members: new Map(timeline.members).set(id, stream) }),
});

const queuePart = (id: string): Part<QueueHistory> => ({
  stream: queueStream(id),
  initial: noQueue,
  fold: (state, events) => withQueueEvents(state, events.filter(isOfQueue)),
  put: (timeline, queue) => ({ ...timeline, queues: new Map(timeline.queues).set(id, queue) }),
});

const ownerPart = (stream: string, which: "emailOwners" | "queueNameOwners", name: string): Part<Ownership> => ({
  stream,
  initial: [],
  fold: (state, events) => events.filter(isEntry).reduce(evolveOwnership, state),
  put: (timeline, owners) => ({ ...timeline, [which]: new Map(timeline[which]).set(name, owners) }),
});

const linesPart = (stream: string): Part<LineHistory> => ({
  stream,
  initial: new Map(),
  fold: (state, events) => foldLines(state, events.filter(isEntry)),
  put: (timeline, lines) => ({ ...timeline, lines }),
});

const teamsPart = (stream: string): Part<ReadonlySet<string>> => ({
  stream,
  initial: new Set(),
  fold: (state, events) => events.filter(isEntry).reduce(evolveTeams, state),
  put: (timeline, teams) => ({ ...timeline, teams }),
});

const holdsPart = (stream: string): Part<LegalHolds> => ({
  stream,
  initial: noHolds,
  fold: (state, events) => foldHolds(state, events.filter(isOfHolds)),
  put: (timeline, holds) => ({ ...timeline, holds }),
});

/** An event as a timeline holds it. */
export const asLaid = ({
  meta,
  stream: _,
  position: __,
  revision: ___,
  ...event
}: Recorded<MusterEvent>): Laid<MusterEvent> => ({
  ...event,
  effectiveOn: meta.effectiveOn,
  eventId: meta.eventId,
  commandId: meta.commandId,
});

const isEntry = (event: Laid<MusterEvent>): event is Laid<GuardEntered> => event.type === "GuardEntered";
const isOfHolds = (event: Laid<MusterEvent>): event is Laid<HoldEvent | GuardEntered> =>
  "holdId" in event.data || isEntry(event);
const isOfMember = (event: Laid<MusterEvent>): event is Laid<MemberEvent> => "memberId" in event.data;
const isOfQueue = (event: Laid<MusterEvent>): event is Laid<QueueEvent | GuardEntered> =>
  "queueId" in event.data || isEntry(event);
