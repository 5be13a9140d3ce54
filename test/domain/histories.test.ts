import { afterAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decide } from "../../src/domain/decide.ts";
import { streamOf } from "../../src/domain/event.ts";
import { guardEntries } from "../../src/domain/guard/facts.ts";
import { Rejection } from "../../src/domain/kernel/rejection.ts";
import { dateOf, decideOn } from "../../src/domain/timeline/decideOn.ts";
import { isReversible, reversalOf } from "../../src/domain/timeline/reversal.ts";
import { emptyTimeline, type Timeline } from "../../src/domain/timeline/timeline.ts";
import { worldAt } from "../../src/domain/timeline/worldAt.ts";
import type { World } from "../../src/domain/world.ts";
import { seeded } from "../support/seed.ts";
import { commands, live, queueIds, settingOf, type Step, take, undo, withdrawing } from "./support/histories.ts";
import { expectGuards } from "./support/invariants.ts";
import { dayOf, faults, holding, type Recorded, shortDays } from "./support/oracle.ts";
import { asksFor, decideSeeing, filled } from "./support/seen.ts";

/** How many histories each property takes at least: more where somebody has the time. */
const atLeast = Number(process.env["MUSTER_HISTORIES"] ?? 0);

const seen = { events: new Set<string>(), refusals: new Set<string>() };

function remember(steps: readonly Step[]): void {
  for (const { events, refusal } of steps) {
    for (const { type } of events) seen.events.add(type);
    if (refusal) seen.refusals.add(refusal.code);
  }
}

const histories = (check: (steps: readonly Step[]) => void, withErrors = true, runs = 200) =>
  fc.assert(
    fc.property(commands({ withErrors }), (orders) => {
      const steps = live(orders);
      remember(steps);
      check(steps);
    }),
    seeded(Math.max(runs, atLeast)),
  );

const acknowledged = (events: Step["events"]): readonly string[] =>
  events.flatMap(({ data }) => ("acceptedUncovered" in data ? data.acceptedUncovered : []));

/** The log that a history leaves. */
const logOf = (steps: readonly Step[]): readonly Recorded[] =>
  steps.flatMap(({ events }) => events as readonly Recorded[]);

const datesOf = (log: readonly Recorded[]): readonly string[] =>
  [...new Set(log.map(({ effectiveOn }) => effectiveOn))].sort();

describe("whatever is ordered, for whatever date", () => {
  it("keeps every rule on every date", () => {
    histories((steps) => expect(faults(logOf(steps), false)).toEqual([]), false);
  });

  it("keeps what a withdrawn registration leaves of the rules", () => {
    histories((steps) => expect(faults(logOf(steps), true)).toEqual([]));
  });

  it("knows each member and queue on each date as a plain reading of the log does", () => {
    histories((steps) => {
      const log = logOf(steps);
      const last = steps.at(-1)?.after ?? emptyTimeline;
      for (const date of datesOf(log)) {
        const [world, day] = [worldAt(last, date), dayOf(log, date)];
        expect([date, readable(world)]).toEqual([date, day.people]);
        const queues = [...world.queues].map(([id, { name, closed, minimum }]) => [
          id,
          { name, open: !closed, minimum },
        ]);
        expect([date, Object.fromEntries(queues)]).toEqual([date, day.queues]);
      }
    });
  });

  it("keeps the guards in agreement with what they guard, on every date", () => {
    histories((steps) => {
      const last = steps.at(-1)?.after ?? emptyTimeline;
      for (const date of datesOf(logOf(steps))) expectGuards(worldAt(last, date));
    });
  });

  it("refuses for later changes only where the change would break a rule with them, and not without", () => {
    histories((steps) => {
      for (const [n, { command, before, refusal }] of steps.entries()) {
        if (refusal?.code !== "conflicts-with-later-change") continue;
        const log = logOf(steps.slice(0, n));
        const forced = decide(command, worldAt(before, dateOf(command)), settingOf(n)).map((event, index) => ({
          ...event,
          eventId: `forced ${index}`,
        }));
        const short = shortDays(log);
        const found = [
          ...faults([...log, ...forced], false),
          ...shortDays([...log, ...forced]).filter((day) => !short.includes(day)),
        ];
        expect({ command, refusal: refusal.message, found: found.length > 0 }).toMatchObject({ found: true });
        const withdraw = refusal.details["withdraw"] as readonly string[] | undefined;
        if (withdraw === undefined) continue;
        const again = take(withdrawing(command, withdraw), before, n);
        expect({ command, refused: again.refusal?.message }).toEqual({ command, refused: undefined });
        const fewer = take(withdrawing(command, withdraw.slice(1)), before, n);
        expect(fewer.refusal?.code).toBe("conflicts-with-later-change");
      }
    }, false);
  });

  it("accepts in the order of dates whatever its date allows", () => {
    histories((steps) => {
      for (const [n, { command, before, events, refusal }] of steps.entries()) {
        if (dateOf(command) < before.newest || command.type === "VoidRegistration" || command.data.withdraw) continue;
        const { events: expected, refusal: expectedRefusal } = plainly(() =>
          decide(command, worldAt(before, dateOf(command)), settingOf(n)),
        );
        expect(events.map(({ eventId: _, commandId: __, ...event }) => event)).toEqual(expected);
        expect(refusal?.code).toBe(expectedRefusal);
      }
    });
  });

  it("records no acceptance that was not given", () => {
    histories((steps) => {
      for (const { command, events } of steps) {
        const given = "acceptUncovered" in command.data ? command.data.acceptUncovered : [];
        for (const queueId of acknowledged(events)) expect(given).toContain(queueId);
      }
    });
  });

  it("does nothing when ordered again", () => {
    histories((steps) => {
      for (const [n, { command, after, refusal }] of steps.entries()) {
        if (refusal !== null) continue;
        const { events } = decideSeeing(
          { ...command, data: { ...command.data, withdraw: [] } } as typeof command,
          after,
          settingOf(n),
        );
        expect({ command, events }).toEqual({ command, events: [] });
      }
    });
  });

  it("is decided by what the command asks to see, and enters no guard that it did not ask for", () => {
    histories((steps) => {
      for (const [n, { command, before, events, entries, refusal, wanted }] of steps.entries()) {
        const whole = plainly(() => {
          for (let all = before; ;) {
            const judged = decideOn(command, all, settingOf(n));
            if (judged.kind === "holds") return judged.events;
            all = filled(all, judged.needs);
          }
        });
        expect(whole.events).toEqual(events.map(({ eventId: _, commandId: __, ...event }) => event));
        expect(whole.refusal).toBe(refusal?.code);
        if (wanted === null) continue;
        const streams = [...wanted.members.map((id) => `member-${id}`), ...wanted.queues.map((id) => `queue-${id}`)];
        for (const event of events) expect(streams).toContain(streamOf(event));
        for (const { guard } of [...events.flatMap(guardEntries), ...entries])
          expect({ guard, asked: asksFor(wanted, guard) }).toEqual({ guard, asked: true });
      }
    });
  });

  it("gives every assignment an id of its own", () => {
    histories((steps) => {
      const ids = steps.flatMap(({ events }) =>
        events.flatMap((event) => (event.type === "QueueAssigned" ? [event.data.assignmentId] : [])),
      );
      expect(new Set(ids).size).toBe(ids.length);
    });
  });
});

describe("whatever is taken back", () => {
  const worlds = (timeline: Timeline, log: readonly Recorded[]) => datesOf(log).map((date) => worldAt(timeline, date));

  it("leaves every rule kept on every date, or is refused for what it would break; and can be given back", () => {
    let undone = 0;
    histories(
      (steps) => {
        const [last, log] = [steps.at(-1)?.after ?? emptyTimeline, logOf(steps)];
        for (const [n, event] of log.filter(isReversible).entries()) {
          if (n % 5 !== 0 || !holding(log).includes(event)) continue;
          const { after, events, refusal } = undo(event, last, n);
          const forced = { ...reversalOf(event, queueIds), eventId: `forced ${n}` };
          if (refusal) {
            expect({ event, faults: faults([...log, forced], false).length > 0 }).toMatchObject({ faults: true });
            continue;
          }
          undone += 1;
          const told = [...log, ...(events as readonly Recorded[])];
          expect({ event, faults: faults(told, false) }).toEqual({ event, faults: [] });
          for (const world of worlds(after, told)) expectGuards(world);
          const again = undo(events[0] ?? event, after, n + 1000);
          expect(again.refusal).toBeNull();
          expect(worlds(again.after, told).map(readable)).toEqual(worlds(last, told).map(readable));
        }
      },
      false,
      50,
    );
    expect(undone).toBeGreaterThan(100);
  });
});

/** What the oracle says of people, as the domain says it. */
const readable = ({ members }: World) =>
  Object.fromEntries(
    [...members].map(([id, { standing, email, managerId, assignments, departure }]) => [
      id,
      {
        ...{ standing, email, manager: managerId },
        lastDay: departure?.lastDay ?? expect.anything(),
        covers: Object.fromEntries(
          assignments.map((each) => [each.queueId, { id: each.assignmentId, type: each.assignmentType }]),
        ),
      },
    ]),
  );

function plainly(decided: () => readonly object[]) {
  try {
    return { events: decided(), refusal: undefined };
  } catch (refusal) {
    if (!(refusal instanceof Rejection)) throw refusal;
    return { events: [], refusal: refusal.code };
  }
}

describe("these histories", () => {
  afterAll(() => {
    seen.events.clear();
  });

  it("have met every kind of event, and every refusal of a rule", () => {
    expect([...seen.events].sort()).toEqual(
      [
        "ManagerChanged",
        "MemberChangeReversed",
        "MemberDeactivated",
        "MemberDetailsChanged",
        "MemberEmailChanged",
        "MemberReactivated",
        "MemberRegistered",
        "MemberRegisteredInError",
        "MemberRehired",
        "MemberRenamed",
        "MemberSealed",
        "MemberTransferred",
        "QueueAssigned",
        "QueueAssignmentRemoved",
        "QueueAssignmentRetyped",
        "QueueChangeReversed",
        "QueueClosed",
        "QueueCoverageRequired",
        "QueueOpened",
        "QueueRenamed",
      ].sort(),
    );
    expect([...seen.refusals].sort()).toEqual(
      [
        "already-assigned",
        "conflicts-with-later-change",
        "date-before-start",
        "email-taken",
        "manager-cycle",
        "manager-not-active",
        "member-already-registered",
        "member-has-reports",
        "member-not-active",
        "member-sealed",
        "member-still-active",
        "member-unknown",
        "not-assigned",
        "queue-closed",
        "queue-has-members",
        "queue-name-taken",
        "queue-unknown",
        "queue-would-be-uncovered",
        "unknown-team",
      ].sort(),
    );
  });
});
