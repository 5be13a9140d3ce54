import type { Command } from "../command.ts";
import { dated, type Decided } from "../kernel/decider.ts";
import { reject, type Rejection } from "../kernel/rejection.ts";
import { addYears, isLocalDate, type LocalDate } from "../kernel/time.ts";
import { dateOf } from "../timeline/decideOn.ts";
import type { Change } from "./change.ts";
import type { About, ChangeEvent } from "./messages.ts";

type Happened = readonly Decided<ChangeEvent>[];

/** How far ahead a change may be dated: what is further off is a typing error. */
const yearsAhead = 10;

/** Whether a command is for a later day than today. What is no date at all is for the command itself to refuse. */
export const isToCome = (command: Command, today: LocalDate): boolean =>
  isLocalDate(dateOf(command)) && dateOf(command) > today;

/** Schedules commands of one date as one change. Whether they can hold is judged apart. @throws {Rejection} */
export function schedule(changeId: string, commands: readonly Command[], today: LocalDate): Happened {
  const [first] = commands;
  if (!first) return [];
  const about = aboutOf(first);
  const on = dateOf(first);
  refuseTooFar(on, today);
  refuseErasures(commands);
  refuseOthers(about, commands);
  return [dated(today, { type: "ChangeScheduled", data: { changeId, about, on, commands } })];
}

/** Moves a change to another day: one that is pending, or one that failed and is to be tried again. */
export function reschedule(change: Change, to: LocalDate, today: LocalDate): Happened {
  refuseSettled(change);
  if (!isLocalDate(to))
    reject("invalid-value", "The date must be a day that exists, written like 2025-01-31.", { field: "on" });
  if (to <= today)
    reject("invalid-value", `${to} is not after today, ${today}: cancel the change, and make it for that day.`, {
      field: "on",
    });
  refuseTooFar(to, today);
  const { changeId, about, on: from } = change;
  return from === to && change.standing === "pending"
    ? []
    : [dated(today, { type: "ChangeRescheduled", data: { changeId, about, from, to } })];
}

export function cancel(change: Change, today: LocalDate): Happened {
  if (change.standing === "cancelled") return [];
  refuseSettled(change);
  const { changeId, about } = change;
  return [dated(today, { type: "ChangeCancelled", data: { changeId, about } })];
}

export const applied = ({ changeId, about }: Change, eventIds: readonly string[], today: LocalDate): Happened => [
  dated(today, { type: "ChangeApplied", data: { changeId, about, eventIds } }),
];

export const failed = ({ changeId, about, on }: Change, { code, message }: Rejection, today: LocalDate): Happened => [
  dated(today, { type: "ChangeFailed", data: { changeId, about, on, code, sentence: message } }),
];

const words = { cancelled: "was cancelled", applied: "has been applied" };

function refuseSettled({ changeId, on, standing }: Change): void {
  if (standing === "cancelled" || standing === "applied")
    reject("change-not-pending", `This change of ${on} ${words[standing]}: look at what holds now.`, {
      changeId,
      standing,
    });
}

function refuseTooFar(on: LocalDate, today: LocalDate): void {
  if (on > addYears(today, yearsAhead))
    reject("date-in-future", `${on} is more than ${yearsAhead} years ahead: give a date that is nearer.`, {
      on,
      today,
    });
}

/** Whoever may be erased, may be now; and who may not, is asked about on the day. */
function refuseErasures(commands: readonly Command[]): void {
  if (commands.some(({ type }) => type === "EraseMember"))
    reject("invalid-value", "An erasure is done today and cannot be scheduled: leave its date out.", { field: "on" });
}

const aboutOf = ({ data }: Command): About =>
  "memberId" in data ? { kind: "member", id: data.memberId } : { kind: "queue", id: data.queueId };

const personal: ReadonlySet<Command["type"]> = new Set([
  "RegisterMember",
  "RenameMember",
  "ChangeMemberEmail",
  "ChangeMemberDetails",
  "DeactivateMember",
]);

/** Its words are sealed under one key: with two persons in it, one could not be forgotten without the other. */
function refuseOthers(about: About, commands: readonly Command[]): void {
  const others = commands.filter(
    ({ type, data }) => personal.has(type) && "memberId" in data && data.memberId !== about.id,
  );
  if (others.length > 0)
    reject("invalid-value", "A scheduled change tells of one person: schedule one change for each.", {
      members: others.map(({ data }) => ("memberId" in data ? data.memberId : "")),
    });
}
