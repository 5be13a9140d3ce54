import type { Command } from "../domain/command.ts";
import { isToCome } from "../domain/change/decider.ts";
import { type DomainEvent, memberStream, queueStream } from "../domain/event.ts";
import type { Decided } from "../domain/kernel/decider.ts";
import { dateOf } from "../domain/timeline/decideOn.ts";
import { type Commands, decideAll, once } from "./decideAll.ts";
import {
  type CommandContext,
  type CommandHandlerParts,
  originOf,
  type Parts,
  permitted,
  withReason,
} from "./handling.ts";
import { type LegalHolds, legalHolds } from "./holds/legalHolds.ts";
import { isDomainEvent, type Outcome, placedDomainEvent } from "./outcome.ts";
import { asShown } from "./foresight/asShown.ts";
import { readAhead } from "./loadTimeline.ts";
import { persistently } from "./persistently.ts";
import { noStream, type Write } from "./ports/eventLog.ts";
import { outcomeOf, recordedBy } from "./recall.ts";
import { refuseStale } from "./refuseStale.ts";
import { remembering } from "./remembered.ts";
import { openingsFirst, place, toWrites } from "./recording.ts";
import { comingOf, foretell } from "./scheduling/foretell.ts";
import { recordScheduling, type ScheduledChanges, scheduledChanges } from "./scheduling/scheduledChanges.ts";
import { scheduledChange, whatIsToCome } from "./scheduling/schedule.ts";
import { changeIdOf, decideScheduling } from "./scheduling/scheduling.ts";
import { findUndo, recordUndo, type UndoOptions } from "./undo/undo.ts";

export type { CommandContext, CommandHandlerParts } from "./handling.ts";

export type CommandHandler = {
  /**
   * Decides the commands one after the other, each on what the one before left, and records their events as one change.
   * Where they are for a later day, they are scheduled: decided on that day, and applied when it comes.
   * @throws {Rejection} a rule says no; LogUnavailable; StreamConflict where others were faster every time
   */
  handle(commands: Commands, context: CommandContext): Promise<Outcome>;
  /** The events that the commands would record now; nothing is appended. @throws {Rejection} */
  plan(commands: Commands, context: CommandContext): Promise<readonly Decided<DomainEvent>[]>;
};

/** Commands, and what they left to come. */
export type SchedulingHandler = CommandHandler & {
  readonly changes: ScheduledChanges;
  readonly holds: LegalHolds;
  /**
   * Takes a recorded change back, with what it took along, by new events; what is taken back already records nothing. A
   * reversal can be undone, and then what it reversed holds again.
   * @throws {Rejection} `change-unknown`; `conflicts-with-later-change`, which names what stands in the way
   */
  readonly undo: (eventId: string, context: CommandContext, options?: UndoOptions) => Promise<Outcome>;
};

export function commandHandler(given: CommandHandlerParts): SchedulingHandler {
  const parts = { ...given, remembered: remembering() };
  const isLater = (commands: Commands) =>
    commands.some((command) => isToCome(command, parts.clock.today(parts.timezone)));
  return {
    handle: async (commands, context) => {
      const checked = withReason(context);
      // What was scheduled once is not done at once because its day has come before the answer did.
      const scheduled = isLater(commands) || (checked.repeated && (await wasScheduled(parts, checked)));
      const attempt = scheduled ? scheduleOnce : handleOnce;
      return persistently(() => attempt(parts, commands, checked));
    },
    plan: async (commands, context) => {
      const events = isLater(commands)
        ? await planned(parts, commands, context)
        : (await decideAll(parts, once(parts.read), commands, context.commandId)).events;
      await permitted(context, events);
      return events;
    },
    changes: scheduledChanges(parts),
    holds: legalHolds(parts),
    undo: async (eventId, context, options = {}) => {
      const checked = withReason(context);
      return persistently(() => undoOnce(parts, eventId, checked, options));
    },
  };
}

const wasScheduled = async ({ read }: Parts, { commandId }: CommandContext): Promise<boolean> =>
  (await scheduledChange(read, changeIdOf(commandId))) !== undefined;

async function undoOnce(
  parts: Parts,
  eventId: string,
  context: CommandContext,
  options: UndoOptions,
): Promise<Outcome> {
  const undo = await findUndo(parts, eventId, options, context.commandId);
  await context.permit?.([undo.event]);
  switch (undo.kind) {
    case "done":
      return undo.outcome;
    case "command":
      return handleOnce(parts, [undo.command], { ...context, causationId: eventId });
    case "reverses":
      refuseStale(context, undo.revision);
      return recordUndo(parts, undo, context);
  }
}

/** What would be recorded on the day, with all that is pending until then. */
async function planned(parts: Parts, commands: Commands, { commandId }: CommandContext) {
  const read = once(parts.read);
  const { changeId } = await decideScheduling(parts, read, commands, commandId);
  const { pending } = await whatIsToCome(read, parts.remembered);
  const told = await foretell(parts, read, [...pending.map(comingOf), { changeId, on: dateOf(commands[0]), commands }]);
  return told.find((each) => each.changeId === changeId)?.events ?? [];
}

/** Records that the commands are to come; their members and queues know nothing of it until then. */
async function scheduleOnce(parts: Parts, commands: Commands, context: CommandContext): Promise<Outcome> {
  const read = once(asShown(parts.read, context.restsOn));
  const { id, stream } = entityOf(commands[0]);
  const before = (await read(stream)).events.findLast(isDomainEvent);
  const known = { id, revision: before?.revision ?? noStream, events: [] };
  const done = await scheduledChange(read, changeIdOf(context.commandId));
  if (done) {
    const { changeId, on } = done.change;
    return { ...known, position: done.events[0].position, scheduled: { changeId, on } };
  }
  refuseStale(context, known.revision);
  const scheduling = await decideScheduling(parts, read, commands, context.commandId);
  await permitted(context, scheduling.foretold);
  const { changeId, on } = scheduling;
  return { ...known, position: await recordScheduling(parts, scheduling, context), scheduled: { changeId, on } };
}

async function handleOnce(parts: Parts, commands: Commands, context: CommandContext): Promise<Outcome> {
  const read = once(asShown(parts.read, context.restsOn));
  const { id, stream } = entityOf(commands[0]);
  readAhead(commands[0], read, parts);
  const before = await read(stream);
  const newest = before.events.findLast(isDomainEvent);
  const known = { id, revision: newest?.revision ?? noStream };
  const done = before.events.filter(({ meta }) => meta.commandId === context.commandId);
  const recorded = done.length > 0 || context.repeated ? await recordedBy(parts, context.commandId, done) : undefined;
  if (recorded) return { ...known, ...outcomeOf(recorded, stream) };
  refuseStale(context, known.revision);
  const { steps, events, revisionOf } = await decideAll(parts, read, commands, context.commandId);
  await permitted(context, events);
  if (events.length === 0) return { ...known, position: newest?.position ?? 0n, events: [] };
  const placed = place(steps, parts.guardKey, context.commandId);
  const writes = await toWrites(placed, parts.codec, originOf(context), revisionOf);
  const { position } = await parts.commit(parts.log.atomic ? openingsFirst(writes) : ownFirst(writes, stream));
  const own = placed.filter((each) => each.stream === stream).findLastIndex(({ event }) => isDomainEvent(event));
  // Where an append takes one stream, each stream has one event of the intent's own before its others.
  const first = before.revision + (parts.log.atomic || writes.length === 1 ? 1n : 2n);
  const revision = own < 0 ? known.revision : first + BigInt(own);
  return { id, revision, position, events: placed.flatMap(placedDomainEvent) };
}

const ownFirst = (writes: readonly Write[], own: string): readonly Write[] =>
  writes.toSorted((a, b) => Number(b.stream === own) - Number(a.stream === own));

function entityOf({ data }: Command): { readonly id: string; readonly stream: string } {
  return "memberId" in data
    ? { id: data.memberId, stream: memberStream(data.memberId) }
    : { id: data.queueId, stream: queueStream(data.queueId) };
}
