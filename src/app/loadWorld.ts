import type { Command } from "../domain/command.ts";
import { memberStream, type MusterEvent, queueStream } from "../domain/event.ts";
import type { GuardStream } from "../domain/guard/facts.ts";
import { foldLines, noLines, type ReportingLines } from "../domain/guard/lines.ts";
import type { GuardEntered } from "../domain/guard/messages.ts";
import { evolveOwner, type Owner } from "../domain/guard/owners.ts";
import { evolveTeams } from "../domain/guard/teams.ts";
import type { Decided } from "../domain/kernel/decider.ts";
import { withEntry } from "../domain/kernel/versions.ts";
import { evolveMember, type Member } from "../domain/member/member.ts";
import type { MemberEvent } from "../domain/member/messages.ts";
import { needs } from "../domain/needs.ts";
import type { QueueEvent } from "../domain/queue/messages.ts";
import { evolveQueue, type Queue } from "../domain/queue/queue.ts";
import { emptyWorld, type World } from "../domain/world.ts";
import type { Recorded } from "../domain/recorded.ts";
import type { Revision } from "./ports/eventLog.ts";
import type { GuardKey } from "./ports/guardKey.ts";
import type { Remembered } from "./remembered.ts";
import type { ReadStreamFrom } from "./streamReader.ts";
import { guardStreamName } from "./streams.ts";

/** The part of the world that was loaded, with the revision of every stream that it was folded from. */
export type Loaded = { readonly world: World; readonly revisions: ReadonlyMap<string, Revision> };

export const nothingLoaded: Loaded = { world: emptyWorld, revisions: new Map() };

export type LoadWorld = (command: Command, loaded: Loaded) => Promise<Loaded>;

/**
 * Loads what a command needs to see, until it asks for nothing more. What is loaded already stays as it is, evolved by
 * earlier commands of the same change perhaps. Long streams that many commands share are `remembered`.
 */
export const worldLoader = (read: ReadStreamFrom, guardKey: GuardKey, remembered: Remembered): LoadWorld =>
  async function load(command, loaded) {
    const { world, revisions } = loaded;
    const missing = wanted(command, world, guardKey).filter(({ stream }) => !revisions.has(stream));
    if (missing.length === 0) return loaded;
    const parts = await Promise.all(missing.map((part) => part.load(read, remembered)));
    return load(command, {
      world: parts.reduce((soFar, { put }) => put(soFar), world),
      revisions: parts.reduce((known, { stream, revision }) => withEntry(known, stream, revision), revisions),
    });
  };

/**
 * Begins to read what a command is known to need before anything is loaded, together with what else is read then. What
 * fails here fails again where it is waited for: `read` remembers.
 */
export function readAhead(command: Command, read: ReadStreamFrom, { guardKey, remembered }: ReadAhead): void {
  for (const { stream, after } of wanted(command, emptyWorld, guardKey))
    read(stream, after(remembered)).catch(() => undefined);
}

type ReadAhead = { readonly guardKey: GuardKey; readonly remembered: Remembered };

type Loading = { readonly stream: string; readonly revision: Revision; readonly put: (world: World) => World };
type Wanted = {
  readonly stream: string;
  /** Up to where it need not be read. */
  readonly after: (remembered: Remembered) => Revision | undefined;
  readonly load: (read: ReadStreamFrom, remembered: Remembered) => Promise<Loading>;
};
type Events = readonly Decided<MusterEvent>[];

/** A part of the world: the state that one stream folds to, and where it goes. */
type Part<S> = {
  readonly stream: string;
  readonly initial: S;
  readonly fold: (state: S, events: Events) => S;
  readonly put: (world: World, state: S) => World;
};

function wanted(command: Command, world: World, guardKey: GuardKey): readonly Wanted[] {
  const { members, queues, emails, queueNames, lines, teams } = needs(command, world);
  const guard = (stream: GuardStream) => guardStreamName(guardKey, stream);
  return [
    ...members.map((id) => whole(memberPart(id))),
    ...queues.map((id) => continued(queuePart(id))),
    ...emails.map((email) => whole(ownerPart(guard({ kind: "email", email }), "emailOwners", email))),
    ...queueNames.map((name) => whole(ownerPart(guard({ kind: "queue-name", name }), "queueNameOwners", name))),
    ...(lines ? [continued(linesPart(guard({ kind: "reporting-lines" })))] : []),
    ...(teams ? [continued(teamsPart(guard({ kind: "teams" })))] : []),
  ];
}

/** Folds the whole stream. */
const whole = <S>({ stream, initial, fold, put }: Part<S>): Wanted => ({
  stream,
  after: () => undefined,
  load: async (read) => {
    const { events, revision } = await read(stream);
    const state = fold(initial, events.map(asDecided));
    return { stream, revision, put: (world) => put(world, state) };
  },
});

/** Folds what came since the stream was last loaded. */
const continued = <S>({ stream, initial, fold, put }: Part<S>): Wanted => ({
  stream,
  after: (remembered) => remembered.get<S>(stream)?.revision,
  load: async (read, remembered) => {
    const known = remembered.get<S>(stream);
    const { events, revision } = await read(stream, known?.revision);
    const state = fold(known ? known.state : initial, events.map(asDecided));
    remembered.set(stream, { state, revision });
    return { stream, revision, put: (world) => put(world, state) };
  },
});

const memberPart = (id: string): Part<Member | undefined> => ({
  stream: memberStream(id),
  initial: undefined,
  fold: (state, events) => events.filter(isOfMember).reduce(evolveMember, state),
  put: (world, member) => (member ? { ...world, members: withEntry(world.members, id, member) } : world),
});

const queuePart = (id: string): Part<Queue | undefined> => ({
  stream: queueStream(id),
  initial: undefined,
  fold: (state, events) => events.filter(isOfQueue).reduce(evolveQueue, state),
  put: (world, queue) => (queue ? { ...world, queues: withEntry(world.queues, id, queue) } : world),
});

const ownerPart = (stream: string, which: "emailOwners" | "queueNameOwners", name: string): Part<Owner | null> => ({
  stream,
  initial: null,
  fold: (state, events) => events.filter(isEntry).reduce(evolveOwner, state),
  put: (world, owner) => ({ ...world, [which]: withEntry(world[which], name, owner) }),
});

const linesPart = (stream: string): Part<ReportingLines> => ({
  stream,
  initial: noLines,
  fold: (state, events) => foldLines(state, events.filter(isEntry)),
  put: (world, lines) => ({ ...world, lines }),
});

const teamsPart = (stream: string): Part<ReadonlySet<string>> => ({
  stream,
  initial: new Set(),
  fold: (state, events) => events.filter(isEntry).reduce(evolveTeams, state),
  put: (world, teams) => ({ ...world, teams }),
});

const asDecided = ({ meta, ...event }: Recorded<MusterEvent>): Decided<MusterEvent> => ({
  ...event,
  effectiveOn: meta.effectiveOn,
});

const isEntry = (event: Decided<MusterEvent>): event is Decided<GuardEntered> => event.type === "GuardEntered";
const isOfMember = (event: Decided<MusterEvent>): event is Decided<MemberEvent> => "memberId" in event.data;
const isOfQueue = (event: Decided<MusterEvent>): event is Decided<QueueEvent | GuardEntered> =>
  "queueId" in event.data || isEntry(event);
