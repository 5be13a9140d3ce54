import type { Command } from "../../domain/command.ts";
import type { DomainEvent, MusterEvent } from "../../domain/event.ts";
import type { Laid } from "../../domain/kernel/decider.ts";
import { reject } from "../../domain/kernel/rejection.ts";
import type { Needs } from "../../domain/needs.ts";
import type { Recorded } from "../../domain/recorded.ts";
import { reversedIn } from "../../domain/timeline/inEffect.ts";
import type { Judged } from "../../domain/timeline/judge.ts";
import { refuseNeedless } from "../../domain/timeline/judge.ts";
import { takenAlong, type Undoing, undoOn } from "../../domain/timeline/undo.ts";
import { once, revisionIn } from "../decideAll.ts";
import { type CommandContext, originOf, type Parts, permitted } from "../handling.ts";
import { asLaid, type Loaded, nothingLoaded, timelineLoader } from "../loadTimeline.ts";
import { isDomainEvent, type Outcome, placedDomainEvent } from "../outcome.ts";
import { noStream, type Revision } from "../ports/eventLog.ts";
import { outcomeOf, recordedBy } from "../recall.ts";
import { openingsFirst, place, type Step, toWrites } from "../recording.ts";
import type { ReadStreamFrom } from "../streamReader.ts";
import { changesWith, streamWith } from "./findRecorded.ts";

/**
 * What an undo may bring about.
 * @property acceptUncovered queues that may fall below their minimum by it, by id
 * @property withdraw later changes that stand in its way and are taken back with it, by event id
 */
export type UndoOptions = {
  readonly acceptUncovered?: readonly string[] | undefined;
  readonly withdraw?: readonly string[] | undefined;
};

type Change = Recorded<MusterEvent> & DomainEvent;

/**
 * What undoing an event comes to: a command, where a change ends by one; else reversals to record.
 * @property revision that of its member's or queue's newest change
 */
export type Undo = { readonly event: Change; readonly revision: Revision } & (
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "done"; readonly outcome: Outcome }
  | { readonly kind: "reverses"; readonly undoing: Undoing }
);

/** Finds the change and all that it took along. What is taken back already is done. @throws {Rejection} `change-unknown` */
export async function findUndo(
  parts: Parts,
  eventId: string,
  { acceptUncovered = [], withdraw = [] }: UndoOptions,
  commandId: string,
): Promise<Undo> {
  const read = once(parts.read);
  const stream = await streamWith(parts.log, eventId);
  if (stream === undefined) return refuseUnknown(eventId);
  const { events } = await read(stream);
  const event = events.find((each): each is Change => each.meta.eventId === eventId && isDomainEvent(each));
  if (event?.type !== "MemberSealed" && events.some(({ type }) => type === "MemberSealed"))
    reject("member-sealed", "What there was of this member is sealed: nothing of it can be taken back.", { eventId });
  if (!event) return refuseUnknown(eventId);
  const found = { event, revision: events.findLast(isDomainEvent)?.revision ?? noStream };
  if (reversedIn(events, idOf).has(eventId))
    return { ...found, kind: "done", outcome: await doneBefore(parts, found, { events, commandId }) };
  const command = endOf(event, parts.clock.today(parts.timezone), { acceptUncovered, withdraw });
  if (command) return { ...found, kind: "command", command };
  const all = await changesWith(parts, read, event);
  const along = takenAlong(
    asLaid(event) as Laid<DomainEvent>,
    all.map((each) => asLaid(each) as Laid<DomainEvent>),
  );
  const standing = await Promise.all(along.map((each) => stands(read, all, each)));
  const undone = [asLaid(event) as Laid<DomainEvent>, ...along.filter((_, at) => standing[at])];
  return { ...found, kind: "reverses", undoing: { events: undone, acceptUncovered, withdraw } };
}

/** Records the reversals, unless they would break what was recorded since. @throws {Rejection} */
export async function recordUndo(
  parts: Parts,
  { event, undoing }: Extract<Undo, { kind: "reverses" }>,
  context: CommandContext,
): Promise<Outcome> {
  const read = once(parts.read);
  const { loaded, events, entries } = await judged(parts, read, undoing);
  refuseNeedless(
    undoing.withdraw.filter((id) => !undoing.events.some(({ eventId }) => eventId === id)),
    events,
  );
  await permitted(context, events);
  const steps: readonly Step[] = [...events.map((each) => ({ event: each })), ...entries.map((entry) => ({ entry }))];
  const placed = place(steps, parts.guardKey, context.commandId);
  const origin = originOf({ ...context, causationId: event.meta.eventId });
  const writes = await toWrites(placed, parts.codec, origin, revisionIn(loaded.revisions));
  const { position } = await parts.commit(parts.log.atomic ? openingsFirst(writes) : writes);
  const own = (await parts.read(event.stream)).events.findLast(isDomainEvent);
  return { ...about(event), revision: own?.revision ?? noStream, position, events: placed.flatMap(placedDomainEvent) };
}

async function judged(parts: Parts, read: ReadStreamFrom, undoing: Undoing): Promise<Judged & { loaded: Loaded }> {
  const load = timelineLoader(read, parts.guardKey, parts.remembered);
  let loaded = await load(nothingLoaded, needsOf(undoing));
  for (;;) {
    const result = undoOn(undoing, loaded.timeline);
    if (result.kind === "holds") return { ...result, loaded };
    const more = await load(loaded, result.needs);
    if (more === loaded) throw new Error("An undo asks for what is loaded already.");
    loaded = more;
  }
}

function needsOf({ events }: Undoing): Needs {
  const ids = (which: "memberId" | "queueId") =>
    [...new Set(events.map(({ data }) => (which in data ? String(data[which as keyof typeof data]) : "")))].filter(
      Boolean,
    );
  return {
    members: ids("memberId"),
    queues: ids("queueId"),
    emails: [],
    queueNames: [],
    lines: false,
    teams: false,
    holds: false,
  };
}

const idOf = ({ meta }: Recorded<MusterEvent>): string => meta.eventId;

async function stands(read: ReadStreamFrom, all: readonly Change[], { eventId }: Laid<DomainEvent>): Promise<boolean> {
  const event = all.find(({ meta }) => meta.eventId === eventId);
  return !event || !reversedIn((await read(event.stream)).events, idOf).has(event.meta.eventId);
}

/** Some changes end by a command of their own: who was registered never was, and a queue that was opened is closed. */
function endOf(
  { type, data, meta }: Change,
  on: string,
  { acceptUncovered, withdraw }: Omit<Undoing, "events">,
): Command | undefined {
  if (type === "MemberRegistered")
    return { type: "VoidRegistration", data: { memberId: data.memberId, on, acceptUncovered, withdraw } };
  if (type === "QueueOpened")
    return { type: "CloseQueue", data: { queueId: data.queueId, on: meta.effectiveOn, unassign: false, withdraw } };
  if (type === "MemberDataErased")
    reject("invalid-value", "An erasure is for good: nothing is left to go back to.", { type });
  if (type === "MemberSealed")
    reject("invalid-value", "A sealing is for good: of who is sealed nothing is left to go back to.", { type });
  return undefined;
}

/** Taken back before: by the same command, whose events are told again, or by another one. */
async function doneBefore(
  parts: Parts,
  { event, revision }: Pick<Undo, "event" | "revision">,
  { events, commandId }: { readonly events: readonly Recorded<MusterEvent>[]; readonly commandId: string },
): Promise<Outcome> {
  const own = events.filter(({ meta }) => meta.commandId === commandId);
  const recorded = own.length > 0 ? await recordedBy(parts, commandId, own) : undefined;
  const position = events.findLast(isDomainEvent)?.position ?? 0n;
  return { ...about(event), revision, position, events: [], ...(recorded && outcomeOf(recorded, event.stream)) };
}

const about = ({ data }: Change): { readonly id: string } => ({
  id: "memberId" in data ? data.memberId : data.queueId,
});

const refuseUnknown = (eventId: string): never =>
  reject("change-unknown", `There is no change ${eventId} of a member or a queue: look for it in the history.`, {
    eventId,
  });
