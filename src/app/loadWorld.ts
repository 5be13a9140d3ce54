import type { Command } from "../domain/command.ts";
import { memberStream, type MusterEvent, queueStream } from "../domain/event.ts";
import type { GuardStream } from "../domain/guard/facts.ts";
import { foldLines } from "../domain/guard/lines.ts";
import type { GuardEntered } from "../domain/guard/messages.ts";
import { evolveOwner, type Owner } from "../domain/guard/owners.ts";
import { evolveTeams } from "../domain/guard/teams.ts";
import type { Decided } from "../domain/kernel/decider.ts";
import { evolveMember, type Member } from "../domain/member/member.ts";
import type { MemberEvent } from "../domain/member/messages.ts";
import { needs } from "../domain/needs.ts";
import type { QueueEvent } from "../domain/queue/messages.ts";
import { evolveQueue, type Queue } from "../domain/queue/queue.ts";
import { emptyWorld, type World } from "../domain/world.ts";
import type { Recorded } from "../domain/recorded.ts";
import type { Revision } from "./ports/eventLog.ts";
import type { GuardKey } from "./ports/guardKey.ts";
import type { ReadStreamFrom } from "./streamReader.ts";
import { guardStreamName } from "./streams.ts";

/** The part of the world that was loaded, with the revision of every stream that it was folded from. */
export type Loaded = { readonly world: World; readonly revisions: ReadonlyMap<string, Revision> };

export const nothingLoaded: Loaded = { world: emptyWorld, revisions: new Map() };

export type LoadWorld = (command: Command, loaded: Loaded) => Promise<Loaded>;

type Wanted = {
  readonly stream: string;
  readonly lay: (world: World, events: readonly Decided<MusterEvent>[]) => World;
};

/**
 * Loads what a command needs to see, until it asks for nothing more. What is loaded already stays as it is, evolved by
 * earlier commands of the same change perhaps.
 */
export const worldLoader = (read: ReadStreamFrom, guardKey: GuardKey): LoadWorld =>
  async function load(command, loaded) {
    const missing = wanted(command, loaded.world, guardKey).filter(({ stream }) => !loaded.revisions.has(stream));
    if (missing.length === 0) return loaded;
    const reads = await Promise.all(missing.map(async ({ stream, lay }) => ({ stream, lay, ...(await read(stream)) })));
    const world = reads.reduce((soFar, { lay, events }) => lay(soFar, events.map(asDecided)), loaded.world);
    const revisions = new Map([
      ...loaded.revisions,
      ...reads.map(({ stream, revision }) => [stream, revision] as const),
    ]);
    return load(command, { world, revisions });
  };

function wanted(command: Command, world: World, guardKey: GuardKey): readonly Wanted[] {
  const { members, queues, emails, queueNames, lines, teams } = needs(command, world);
  const guard = (
    stream: GuardStream,
    lay: (world: World, entries: readonly Decided<GuardEntered>[]) => World,
  ): Wanted => ({
    stream: guardStreamName(guardKey, stream),
    lay: (before, events) => lay(before, events.filter(isEntry)),
  });
  return [
    ...members.map((id) => ({ stream: memberStream(id), lay: layMember(id) })),
    ...queues.map((id) => ({ stream: queueStream(id), lay: layQueue(id) })),
    ...emails.map((email) => guard({ kind: "email", email }, layOwner("emailOwners", email))),
    ...queueNames.map((name) => guard({ kind: "queue-name", name }, layOwner("queueNameOwners", name))),
    ...(lines
      ? [guard({ kind: "reporting-lines" }, (w, entries) => ({ ...w, lines: foldLines(w.lines, entries) }))]
      : []),
    ...(teams
      ? [guard({ kind: "teams" }, (w, entries) => ({ ...w, teams: entries.reduce(evolveTeams, w.teams) }))]
      : []),
  ];
}

const layMember =
  (id: string): Wanted["lay"] =>
  (world, events) => {
    const member = events.filter(isOfMember).reduce<Member | undefined>(evolveMember, undefined);
    return member ? { ...world, members: new Map(world.members).set(id, member) } : world;
  };

const layQueue =
  (id: string): Wanted["lay"] =>
  (world, events) => {
    const queue = events.filter(isOfQueue).reduce<Queue | undefined>(evolveQueue, undefined);
    return queue ? { ...world, queues: new Map(world.queues).set(id, queue) } : world;
  };

const layOwner =
  (which: "emailOwners" | "queueNameOwners", name: string) =>
  (world: World, entries: readonly Decided<GuardEntered>[]): World => ({
    ...world,
    [which]: new Map(world[which]).set(name, entries.reduce<Owner | null>(evolveOwner, null)),
  });

const asDecided = ({ meta, ...event }: Recorded<MusterEvent>): Decided<MusterEvent> => ({
  ...event,
  effectiveOn: meta.effectiveOn,
});

const isEntry = (event: Decided<MusterEvent>): event is Decided<GuardEntered> => event.type === "GuardEntered";
const isOfMember = (event: Decided<MusterEvent>): event is Decided<MemberEvent> => "memberId" in event.data;
const isOfQueue = (event: Decided<MusterEvent>): event is Decided<QueueEvent | GuardEntered> =>
  "queueId" in event.data || isEntry(event);
