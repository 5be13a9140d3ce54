import type { Command } from "../domain/command.ts";
import { type DomainEvent, memberStream, queueStream } from "../domain/event.ts";
import type { Actor } from "../domain/kernel/actor.ts";
import type { Decided } from "../domain/kernel/decider.ts";
import { reject } from "../domain/kernel/rejection.ts";
import { paragraph } from "../domain/kernel/text.ts";
import type { EventCodec, Origin } from "./codec/eventCodec.ts";
import { type Commands, decideAll, type DecisionParts, once } from "./decideAll.ts";
import { isDomainEvent, type Outcome, placedDomainEvent } from "./outcome.ts";
import { readAhead } from "./loadTimeline.ts";
import { persistently } from "./persistently.ts";
import { type Appended, type EventLog, noStream, type Revision, type Write } from "./ports/eventLog.ts";
import { outcomeOf, recordedBy } from "./recall.ts";
import { remembering } from "./remembered.ts";
import { place, toWrites } from "./recording.ts";
import type { ReadStreamFrom } from "./streamReader.ts";

/**
 * Who gives a command, and under which id. The same id again is the same change: it is done once and answered twice.
 * @property repeated it may have been given before: what it recorded then is its answer, whatever is so now
 * @property expectedRevision the revision of the entity that the caller saw; a newer one refuses the command
 */
export type CommandContext = {
  readonly commandId: string;
  readonly actor: Actor;
  readonly reason?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly expectedRevision?: Revision;
  readonly repeated?: boolean;
};

export type CommandHandler = {
  /**
   * Decides the commands one after the other, each on what the one before left, and records their events as one change.
   * @throws {Rejection} a rule says no; LogUnavailable; StreamConflict where others were faster every time
   */
  handle(commands: Commands, context: CommandContext): Promise<Outcome>;
  /** The events that the commands would record now; nothing is appended. @throws {Rejection} */
  plan(commands: Commands, context: CommandContext): Promise<readonly Decided<DomainEvent>[]>;
};

export type CommandHandlerParts = Omit<DecisionParts, "remembered"> & {
  readonly log: EventLog;
  readonly codec: EventCodec;
  readonly read: ReadStreamFrom;
  /** Appends all writes or none: in one step, or by intents where the log cannot. */
  readonly commit: (writes: readonly Write[]) => Promise<Appended>;
};

type Parts = CommandHandlerParts & DecisionParts;

export function commandHandler(given: CommandHandlerParts): CommandHandler {
  const parts = { ...given, remembered: remembering() };
  return {
    handle: async (commands, context) => {
      const checked = withReason(context);
      return persistently(() => handleOnce(parts, commands, checked));
    },
    plan: async (commands, context) => (await decideAll(parts, once(parts.read), commands, context.commandId)).events,
  };
}

async function handleOnce(parts: Parts, commands: Commands, context: CommandContext): Promise<Outcome> {
  const read = once(parts.read);
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

/** A queue that is opened in the same change as it is covered has its name before others bear it. */
const openingsFirst = (writes: readonly Write[]): readonly Write[] =>
  writes.toSorted((a, b) => Number(opens(b)) - Number(opens(a)));

const opens = ({ events }: Write): boolean => events.some(({ type }) => type === "QueueOpened");

const ownFirst = (writes: readonly Write[], own: string): readonly Write[] =>
  writes.toSorted((a, b) => Number(b.stream === own) - Number(a.stream === own));

function entityOf({ data }: Command): { readonly id: string; readonly stream: string } {
  return "memberId" in data
    ? { id: data.memberId, stream: memberStream(data.memberId) }
    : { id: data.queueId, stream: queueStream(data.queueId) };
}

function refuseStale({ expectedRevision }: CommandContext, revision: Revision): void {
  if (expectedRevision !== undefined && expectedRevision !== revision)
    reject(
      "revision-conflict",
      `This was changed meanwhile: it is at revision ${revision}, and you saw ${expectedRevision}. Read it again, then repeat the change.`,
      { revision: String(revision), expected: String(expectedRevision) },
    );
}

/** A reason that says nothing is none. */
function withReason({ reason: told, ...context }: CommandContext): CommandContext {
  const reason = told === undefined ? null : paragraph("reason", told);
  return reason === null ? context : { ...context, reason };
}

const originOf = ({ commandId, actor, reason, correlationId, causationId }: CommandContext): Origin => ({
  commandId,
  actor,
  correlationId: correlationId ?? commandId,
  causationId: causationId ?? commandId,
  ...(reason !== undefined && { reason }),
});
