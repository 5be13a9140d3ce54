import fc from "fast-check";
import type { Command } from "../../../src/domain/command.ts";
import type { DomainEvent } from "../../../src/domain/event.ts";
import type { Laid } from "../../../src/domain/kernel/decider.ts";
import { Rejection } from "../../../src/domain/kernel/rejection.ts";
import { addDays } from "../../../src/domain/kernel/time.ts";
import { assignmentTypes, reasonCodes } from "../../../src/domain/member/messages.ts";
import type { Setting } from "../../../src/domain/setting.ts";
import { undoOn } from "../../../src/domain/timeline/undo.ts";
import type { Needs } from "../../../src/domain/needs.ts";
import { type DatedEntry, emptyTimeline, enter, evolve, type Timeline } from "../../../src/domain/timeline/timeline.ts";
import { decideSeeing, filled } from "./seen.ts";

export const firstDay = "2015-01-01";
const members = ["ada", "bob", "cid", "dot"];
const queues = ["billing", "search", "cloud"];
export const queueIds: readonly string[] = queues;
export const memberIds: readonly string[] = members;

const member = fc.constantFrom(...members);
const queue = fc.constantFrom(...queues);
const manager = fc.option(member, { freq: 3 });
const accepted = fc.subarray(queues);
const team = fc.constantFrom("Engineering", "Ops", "ops");
const title = fc.option(fc.constantFrom("Lead", "Engineer"));
const email = fc.constantFrom(...members, ...members.map((name) => name.toUpperCase())).map((name) => `${name}@x.de`);
const assignmentType = fc.constantFrom(...assignmentTypes);

/** Orders of every kind about a few members and queues; the date is the history's to give. */
export const orders = (withErrors: boolean): fc.Arbitrary<(on: string) => Command> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .record({ memberId: member, email, managerId: manager, team, newTeam: fc.boolean() })
        .map((data) => (on: string): Command => ({
          type: "RegisterMember",
          data: { ...data, on, name: data.memberId, title: null, timezone: null, skills: [] },
        })),
    },
    fc
      .record({ memberId: member, name: fc.constantFrom("Kim", "Lou") })
      .map((data) => (on: string): Command => ({ type: "RenameMember", data: { ...data, on } })),
    {
      weight: 2,
      arbitrary: fc
        .record({ memberId: member, email })
        .map((data) => (on: string): Command => ({ type: "ChangeMemberEmail", data: { ...data, on } })),
    },
    fc
      .record({ memberId: member, team, newTeam: fc.boolean() })
      .map((data) => (on: string): Command => ({ type: "TransferMember", data: { ...data, on } })),
    {
      weight: 5,
      arbitrary: fc
        .record({ memberId: member, managerId: manager })
        .map((data) => (on: string): Command => ({ type: "ChangeManager", data: { ...data, on } })),
    },
    fc
      .record({ memberId: member, title })
      .map((data) => (on: string): Command => ({ type: "ChangeMemberDetails", data: { ...data, on } })),
    {
      weight: 3,
      arbitrary: fc
        .record({
          memberId: member,
          reasonCode: fc.constantFrom(...reasonCodes),
          acceptUncovered: accepted,
          reportsTo: fc.option(member, { nil: undefined, freq: 4 }),
        })
        .map(({ reportsTo, ...data }) => (on: string): Command => ({
          type: "DeactivateMember",
          data: { ...data, lastDay: addDays(on, -1), note: null, ...(reportsTo !== undefined && { reportsTo }) },
        })),
    },
    {
      weight: 2,
      arbitrary: member.map((memberId) => (on: string): Command => ({
        type: "ReactivateMember",
        data: { memberId, on },
      })),
    },
    fc
      .record({ memberId: member, managerId: manager })
      .map((data) => (on: string): Command => ({ type: "ReactivateMember", data: { ...data, on } })),
    {
      weight: 2,
      arbitrary: fc
        .record({ memberId: member, team, managerId: manager })
        .map((data) => (on: string): Command => ({ type: "RehireMember", data: { ...data, on, newTeam: true } })),
    },
    member.map((memberId) => (on: string): Command => ({
      type: "SealMember",
      data: { memberId, on: addDays(on, 2600) },
    })),
    {
      weight: withErrors ? 1 : 0,
      arbitrary: fc
        .record({ memberId: member, acceptUncovered: accepted, reportsTo: member })
        .map((data) => (on: string): Command => ({ type: "VoidRegistration", data: { ...data, on } })),
    },
    {
      weight: 6,
      arbitrary: fc
        .record({ memberId: member, queueId: queue, assignmentType })
        .map((data) => (on: string): Command => ({ type: "AssignQueue", data: { ...data, on } })),
    },
    {
      weight: 3,
      arbitrary: fc
        .record({ memberId: member, queueId: queue, assignmentType, acceptUncovered: accepted })
        .map((data) => (on: string): Command => ({ type: "RetypeAssignment", data: { ...data, on } })),
    },
    {
      weight: 3,
      arbitrary: fc
        .record({ memberId: member, queueId: queue, acceptUncovered: accepted })
        .map((data) => (on: string): Command => ({ type: "UnassignQueue", data: { ...data, on } })),
    },
    {
      weight: 3,
      arbitrary: fc
        .record({ queueId: queue, name: fc.constantFrom(...queues, "Billing") })
        .map((data) => (on: string): Command => ({ type: "OpenQueue", data: { ...data, on } })),
    },
    fc
      .record({ queueId: queue, name: fc.constantFrom(...queues, "Cloud") })
      .map((data) => (on: string): Command => ({ type: "RenameQueue", data: { ...data, on } })),
    {
      weight: 2,
      arbitrary: fc
        .record({ queueId: queue, minimum: fc.integer({ min: 0, max: 2 }) })
        .map((data) => (on: string): Command => ({ type: "RequireCoverage", data: { ...data, on } })),
    },
    fc
      .record({ queueId: queue, unassign: fc.boolean() })
      .map((data) => (on: string): Command => ({ type: "CloseQueue", data: { ...data, on } })),
  );

/** A team at work, so that what is ordered next meets something. */
export const opening = (on: string): readonly Command[] => [
  ...queues.slice(0, 2).flatMap((queueId): Command[] => [
    { type: "OpenQueue", data: { queueId, on, name: queueId } },
    { type: "RequireCoverage", data: { queueId, on, minimum: 1 } },
  ]),
  ...members.slice(1).flatMap((memberId): Command[] => [
    {
      type: "RegisterMember",
      data: {
        ...{ memberId, on, name: memberId, email: `${memberId}@x.de`, team: "Engineering", newTeam: true },
        ...{ title: null, managerId: null, timezone: null, skills: [] },
      },
    },
    { type: "AssignQueue", data: { memberId, queueId: "billing", on, assignmentType: "primary" } },
  ]),
];

/** Orders with their dates: mostly a few days on, at times some days back. */
export const commands = (options: { readonly withErrors: boolean }): fc.Arbitrary<readonly Command[]> => {
  const step = fc.oneof({ weight: 2, arbitrary: fc.integer({ min: 0, max: 3 }) }, fc.integer({ min: -9, max: -1 }));
  return fc
    .array(fc.record({ order: orders(options.withErrors), step }), { minLength: 20, maxLength: 60, size: "max" })
    .map((steps) => {
      let day = 0;
      const ordered = steps.map((each) => {
        day = Math.max(0, day + each.step);
        return each.order(addDays(firstDay, day));
      });
      return [...opening(firstDay), ...ordered];
    });
};

export type Step = {
  readonly command: Command;
  readonly before: Timeline;
  readonly after: Timeline;
  readonly events: readonly Laid<DomainEvent>[];
  readonly entries: readonly DatedEntry[];
  readonly wanted: Needs | null;
  readonly refusal: Rejection | null;
};

export const settingOf = (n: number): Setting => ({ today: "2025-06-30", newId: (label) => `${label} ${n}` });

/**
 * What becomes of the commands, one after the other. Every other one that later changes stand in the way of is given
 * again with those withdrawn, as the refusal offers.
 */
export function live(orders: readonly Command[]): readonly Step[] {
  const steps: Step[] = [];
  let before = emptyTimeline;
  const add = (command: Command) => {
    const step = take(command, before, steps.length);
    steps.push(step);
    before = step.after;
    return step.refusal?.details["withdraw"] as readonly string[] | undefined;
  };
  for (const [n, command] of orders.entries()) {
    const withdraw = add(command);
    if (withdraw && n % 2 === 0) add(withdrawing(command, withdraw));
  }
  return steps;
}

export const withdrawing = (command: Command, withdraw: readonly string[]): Command =>
  ({ ...command, data: { ...command.data, withdraw } }) as Command;

type Undone = Omit<Step, "command" | "wanted">;

/** Takes back an event of a history, as if all of it were loaded. */
export const undo = (event: Laid<DomainEvent>, before: Timeline, n: number): Undone => undoAll([event], before, n);

/** Takes back events of a history as one change, whatever cover that leaves. */
export function undoAll(undone: readonly Laid<DomainEvent>[], before: Timeline, n: number): Undone {
  let all = before;
  const undoing = { events: undone, acceptUncovered: queues, withdraw: [] };
  try {
    for (;;) {
      const judged = undoOn(undoing, all);
      if (judged.kind === "asks") {
        all = filled(all, judged.needs);
        continue;
      }
      const events = judged.events.map((each, index): Laid<DomainEvent> => ({
        ...each,
        ...{ eventId: `undo ${n}.${index}`, commandId: `undo ${n}` },
      }));
      const after = judged.entries.reduce(enter, events.reduce(evolve, before));
      return { before, after, events, entries: judged.entries, refusal: null };
    }
  } catch (refusal) {
    if (!(refusal instanceof Rejection)) throw refusal;
    return { before, after: before, events: [], entries: [], refusal };
  }
}

/** The n-th command, decided on what it asks to see. */
export const take = (command: Command, before: Timeline, n: number): Step =>
  takeOn(command, before, { n, setting: settingOf(n) });

export function takeOn(command: Command, before: Timeline, { n, setting }: { n: number; setting: Setting }): Step {
  try {
    const { events: decided, entries, wanted } = decideSeeing(command, before, setting);
    const events = decided.map((event, index): Laid<DomainEvent> => ({
      ...event,
      ...{ eventId: `${n}.${index} ${event.type}`, commandId: String(n) },
    }));
    const after = entries.reduce(enter, events.reduce(evolve, before));
    return { command, before, after, events, entries, wanted, refusal: null };
  } catch (refusal) {
    if (!(refusal instanceof Rejection)) throw refusal;
    return { command, before, after: before, events: [], entries: [], wanted: null, refusal };
  }
}
