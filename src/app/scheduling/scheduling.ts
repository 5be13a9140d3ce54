import { datedOn } from "../../domain/change/change.ts";
import { cancel, reschedule, schedule } from "../../domain/change/decider.ts";
import { type ChangeEvent, changeStream } from "../../domain/change/messages.ts";
import type { DomainEvent } from "../../domain/event.ts";
import type { Decided } from "../../domain/kernel/decider.ts";
import { reject, Rejection } from "../../domain/kernel/rejection.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import { dateOf } from "../../domain/timeline/decideOn.ts";
import type { Commands, DecisionParts } from "../decideAll.ts";
import { deriveId } from "../ids.ts";
import { noStream, type Revision } from "../ports/eventLog.ts";
import type { ReadStreamFrom } from "../streamReader.ts";
import { type Coming, comingOf, foretell, type Foretold } from "./foretell.ts";
import { type ScheduledChange, scheduledChange, scheduleStream, type WhatIsToCome, whatIsToCome } from "./schedule.ts";

/**
 * What is recorded of a scheduled change, and the revisions of the streams that it goes to.
 * @property foretold what would come of it on its day
 */
export type Scheduling = {
  readonly changeId: string;
  readonly on: LocalDate;
  readonly events: readonly Decided<ChangeEvent>[];
  readonly revisions: ReadonlyMap<string, Revision>;
  readonly foretold: readonly Decided<DomainEvent>[];
};

/** The id of the change that a command schedules: the same command again is the same change. */
export const changeIdOf = (commandId: string): string => deriveId(commandId, "change");

/**
 * Schedules commands for a later day. They are decided on that day with all applied that comes before, and refused now
 * if they cannot hold then, or if what is pending for later could not hold with them.
 * @throws {Rejection}
 */
export async function decideScheduling(
  parts: DecisionParts,
  read: ReadStreamFrom,
  commands: Commands,
  commandId: string,
): Promise<Scheduling> {
  const today = parts.clock.today(parts.timezone);
  const dates = new Set(commands.map(dateOf));
  if (dates.size > 1) refuseSeveralDates([...dates].sort());
  const changeId = changeIdOf(commandId);
  const events = schedule(changeId, commands, today);
  const on = dateOf(commands[0]);
  const known = await whatIsToCome(read, parts.remembered);
  const coming = { changeId, on, commands };
  const foretold = await refuseImpossible(parts, read, { known: known.pending.map(comingOf), coming });
  return { changeId, on, events, foretold, revisions: revisionsOf(known, changeId, noStream) };
}

/** Moves a pending change to another day, where it must be possible as it was on the first. */
export async function decideMove(
  parts: DecisionParts,
  read: ReadStreamFrom,
  changeId: string,
  to: LocalDate,
): Promise<Scheduling> {
  const [known, { change, revision }] = await seen(parts, read, changeId);
  const events = reschedule(change, to, parts.clock.today(parts.timezone));
  const commands = (change.commands ?? []).map((each) => datedOn(each, to));
  const others = known.pending.map(comingOf).filter((each) => each.changeId !== changeId);
  const coming = { changeId, on: to, commands };
  const foretold = events.length > 0 ? await refuseImpossible(parts, read, { known: others, coming }) : [];
  return { changeId, on: to, events, foretold, revisions: revisionsOf(known, changeId, revision) };
}

export async function decideCancellation(
  parts: DecisionParts,
  read: ReadStreamFrom,
  changeId: string,
): Promise<Scheduling> {
  const [known, { change, revision }] = await seen(parts, read, changeId);
  const events = cancel(change, parts.clock.today(parts.timezone));
  return { changeId, on: change.on, events, foretold: [], revisions: revisionsOf(known, changeId, revision) };
}

async function seen(
  { remembered }: DecisionParts,
  read: ReadStreamFrom,
  changeId: string,
): Promise<readonly [WhatIsToCome, ScheduledChange]> {
  const [known, found] = await Promise.all([whatIsToCome(read, remembered), scheduledChange(read, changeId)]);
  return [known, found ?? refuseUnknown(changeId)];
}

export const refuseUnknown = (changeId: string): never =>
  reject("change-unknown", `There is no scheduled change ${changeId}: look for it among those that are to come.`, {
    changeId,
  });

const revisionsOf = ({ revision: schedule }: WhatIsToCome, changeId: string, revision: Revision) =>
  new Map([
    [scheduleStream, schedule],
    [changeStream(changeId), revision],
  ]);

function refuseSeveralDates(dates: readonly LocalDate[]): never {
  return reject(
    "date-in-future",
    `These changes are for several dates, ${dates.join(", ")}, and one of them is to come: give each date a list of its own.`,
    { field: "on", dates },
  );
}

type Weighed = { readonly known: readonly Coming[]; readonly coming: Coming };

async function refuseImpossible(
  parts: DecisionParts,
  read: ReadStreamFrom,
  { known, coming }: Weighed,
): Promise<Scheduling["foretold"]> {
  const without = await foretell(parts, read, known);
  const withIt = await foretell(parts, read, [...known, coming]);
  const own = withIt.find(({ changeId }) => changeId === coming.changeId);
  if (own?.refusal) throw own.refusal;
  const possible = new Set(without.flatMap(({ changeId, refusal }) => (refusal ? [] : [changeId])));
  const broken = withIt.filter(({ changeId, refusal }) => refusal && possible.has(changeId));
  if (broken.length > 0) refuseForPending(coming.on, broken);
  return own?.events ?? [];
}

function refuseForPending(on: LocalDate, broken: readonly Foretold[]): never {
  const named = broken.map((each) => `one for ${each.on} (${each.refusal?.message ?? ""})`);
  throw new Rejection(
    "conflicts-with-later-change",
    `From ${on} on this makes impossible what is scheduled: ${named.join(" ")} Cancel or move that first.`,
    { on, scheduled: broken.map((each) => ({ changeId: each.changeId, on: each.on, code: each.refusal?.code })) },
  );
}
