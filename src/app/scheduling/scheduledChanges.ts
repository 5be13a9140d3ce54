import { applied, failed } from "../../domain/change/decider.ts";
import { type ChangeEvent, changeStream } from "../../domain/change/messages.ts";
import type { Decided } from "../../domain/kernel/decider.ts";
import { Rejection } from "../../domain/kernel/rejection.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import { decideAll, once, revisionIn } from "../decideAll.ts";
import { knownUpTo } from "../foresight/pendingAt.ts";
import { type CommandContext, originOf, type Parts, permitted, withReason } from "../handling.ts";
import { isDomainEvent } from "../outcome.ts";
import { persistently } from "../persistently.ts";
import { type Appended, noStream, type Position } from "../ports/eventLog.ts";
import { refuseStale } from "../refuseStale.ts";
import { remembering } from "../remembered.ts";
import { openingsFirst, place, type Step, toWrites } from "../recording.ts";
import { appliedBy } from "./applicationId.ts";
import { comingOf, foretell, type Foretold } from "./foretell.ts";
import { type ScheduledChange, scheduledChange, scheduleStream, type WhatIsToCome, whatIsToCome } from "./schedule.ts";
import { withoutOthers } from "./withoutOthers.ts";
import { decideCancellation, decideMove, refuseUnknown, type Scheduling } from "./scheduling.ts";

export type ChangeOutcome = { readonly changeId: string; readonly on: LocalDate; readonly position: Position };

/** What is to come: listed, moved, cancelled, and applied when it is due. */
export type ScheduledChanges = {
  /** What is pending, and what failed on its day and waits for somebody. */
  list(): Promise<Pick<WhatIsToCome, "pending" | "failed">>;
  /** A change by its id, whatever has become of it. @throws {Rejection} `change-unknown` */
  change(changeId: string): Promise<ScheduledChange>;
  /** @throws {Rejection} as scheduling it for that day would be; `change-not-pending` */
  move(changeId: string, to: LocalDate, context: CommandContext): Promise<ChangeOutcome>;
  /** Nothing comes of it any more. @throws {Rejection} `change-not-pending` */
  cancel(changeId: string, context: CommandContext): Promise<ChangeOutcome>;
  /**
   * What would come of all that is pending for a date and before, in order; nothing is recorded. Up to a position of the
   * log it is what was to be expected then.
   */
  foretold(until: LocalDate, upTo?: Position): Promise<readonly Foretold[]>;
  /**
   * Applies what is due, each once, in the order of dates; what is refused is recorded as failed. Answers how many were
   * settled. What cannot be settled now stays pending, and its fault is thrown once the others are.
   */
  applyDue(): Promise<number>;
};

export function scheduledChanges(parts: Parts): ScheduledChanges {
  const today = () => parts.clock.today(parts.timezone);
  const record = async (decide: () => Promise<Scheduling>, context: CommandContext): Promise<ChangeOutcome> =>
    persistently(async () => {
      const scheduling = await decide();
      refuseStale(context, scheduling.revisions.get(changeStream(scheduling.changeId)) ?? noStream);
      await permitted(context, scheduling.foretold);
      const { changeId, on } = scheduling;
      return { changeId, on, position: await recordScheduling(parts, scheduling, withReason(context)) };
    });
  return {
    list: () => whatIsToCome(once(parts.read), parts.remembered),
    change: async (changeId) => (await scheduledChange(parts.read, changeId)) ?? refuseUnknown(changeId),
    move: (changeId, to, context) => record(() => decideMove(parts, once(parts.read), changeId, to), context),
    cancel: (changeId, context) => record(() => decideCancellation(parts, once(parts.read), changeId), context),
    async foretold(until, upTo) {
      const known = upTo === undefined ? parts : asKnownAt(parts, upTo);
      const read = once(known.read);
      const { pending } = await whatIsToCome(read, known.remembered);
      return foretell(
        known,
        read,
        pending.map(comingOf).filter(({ on }) => on <= until),
      );
    },
    async applyDue() {
      const { pending } = await whatIsToCome(once(parts.read), parts.remembered);
      const faults: unknown[] = [];
      let settled = 0;
      for (const { change } of pending.filter((each) => each.change.on <= today()))
        await persistently(() => settleOne(parts, change.changeId)).then(
          (done) => (settled += Number(done)),
          (fault: unknown) => faults.push(fault),
        );
      if (faults.length > 0) throw faults[0];
      return settled;
    },
  };
}

/** What is remembered of streams is of now, so nothing is. */
const asKnownAt = (parts: Parts, position: Position): Parts => ({
  ...parts,
  read: knownUpTo(parts.read, position),
  remembered: remembering(),
});

/** Records what a scheduling came to, and answers where the log stands with it. */
export async function recordScheduling(
  parts: Parts,
  { events, revisions }: Scheduling,
  context: CommandContext,
): Promise<Position> {
  if (events.length === 0) return parts.log.head();
  const steps = events.map((event) => ({ event }));
  const recording = { context, commandId: context.commandId, revisionOf: revisionIn(revisions) };
  return (await commitSteps(parts, steps, recording)).position;
}

type Recording = {
  readonly context: CommandContext;
  readonly commandId: string;
  readonly revisionOf: ReturnType<typeof revisionIn>;
};

async function commitSteps(parts: Parts, steps: readonly Step[], recording: Recording): Promise<Appended> {
  const placed = place(steps, parts.guardKey, recording.commandId);
  const writes = await toWrites(placed, parts.codec, originOf(recording.context), recording.revisionOf);
  return parts.commit(parts.log.atomic ? openingsFirst(writes) : writes);
}

/** Applies one change, unless somebody else has meanwhile, moved or cancelled it: its stream decides that once. */
async function settleOne(parts: Parts, changeId: string): Promise<boolean> {
  const read = once(parts.read);
  const today = parts.clock.today(parts.timezone);
  const [known, found] = [await whatIsToCome(read, parts.remembered), await scheduledChange(read, changeId)];
  if (found?.change.standing !== "pending" || found.change.on > today) return false;
  const commandId = appliedBy(changeId, found.revision);
  const outcome = await outcomeOf(parts, read, { found, commandId, today });
  const own = new Map([
    [scheduleStream, known.revision],
    [changeStream(changeId), found.revision],
  ]);
  const revisionOf = (stream: string) => own.get(stream) ?? outcome.revisionOf(stream);
  const recording = { context: contextOf(found, commandId), commandId, revisionOf };
  return !(await commitSteps(parts, outcome.steps, recording)).repeated;
}

type Due = { readonly found: ScheduledChange; readonly commandId: string; readonly today: LocalDate };

/** The events of the change and that it is applied; or that it failed, and why. */
async function outcomeOf(parts: Parts, read: Parts["read"], { found: { change }, commandId, today }: Due) {
  const settledBy = (events: readonly Decided<ChangeEvent>[]) => events.map((event): Step => ({ event }));
  const [first, ...others] = change.commands ?? [];
  try {
    if (!first)
      throw new Rejection("member-unknown", "Whom this change was about is forgotten: nothing is left to do.");
    const { steps, revisionOf } = await decideAll(parts, read, [first, ...others], commandId);
    const placed = place(steps, parts.guardKey, commandId);
    const ids = placed.flatMap(({ event, eventId }) => (isDomainEvent(event) ? [eventId] : []));
    return { steps: [...steps, ...settledBy(applied(change, ids, today))], revisionOf };
  } catch (refusal) {
    if (!(refusal instanceof Rejection)) throw refusal;
    const told = await withoutOthers(refusal, change.about.id, read);
    return { steps: settledBy(failed(change, told, today)), revisionOf: revisionIn(new Map()) };
  }
}

/** It is the change of whoever scheduled it, for the reason that they gave. */
function contextOf({ events: [{ meta }] }: ScheduledChange, commandId: string): CommandContext {
  const { actor, reason, correlationId, eventId: causationId } = meta;
  return { commandId, actor, correlationId, causationId, ...(reason !== undefined && { reason }) };
}
