import { afterAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decide, evolve } from "../../src/domain/decide.ts";
import { guardEntries } from "../../src/domain/guard/facts.ts";
import { coverCount, counts } from "../../src/domain/queue/queue.ts";
import { streamOf } from "../../src/domain/event.ts";
import { emptyWorld, type World } from "../../src/domain/world.ts";
import { seeded } from "../support/seed.ts";
import { commands, live, settingOf, type Step, take } from "./support/histories.ts";
import { expectSound } from "./support/invariants.ts";
import { asksFor, seenBy, wantedBy } from "./support/seen.ts";

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
    seeded(runs),
  );

/** The queues that a step leaves to fewer than before and below their minimum. */
const uncovered = ({ before, after }: { readonly before: World; readonly after: World }): readonly string[] =>
  [...after.queues.values()].flatMap((queue) => {
    const was = before.queues.get(queue.queueId);
    if (was === undefined || queue.closed) return [];
    const lost = [...was.cover].some(([memberId, type]) => counts(type) && !counts(queue.cover.get(memberId)));
    return lost && coverCount(queue) < queue.minimum ? [queue.queueId] : [];
  });

const acknowledged = (events: Step["events"]): readonly string[] =>
  events.flatMap(({ data }) => ("acceptedUncovered" in data ? data.acceptedUncovered : []));

describe("whatever is ordered", () => {
  it("keeps every rule across members and queues", () => {
    histories((steps) => {
      for (const { after, events } of steps) if (events.length > 0) expectSound(after);
    });
  });

  it("leaves no queue below its minimum that was not accepted, and records no other acceptance", () => {
    histories((steps) => {
      for (const step of steps) expect([...acknowledged(step.events)].sort()).toEqual(uncovered(step).toSorted());
    });
  });

  it("does nothing when ordered again", () => {
    histories((steps) => {
      for (const [n, { command, after, events, refusal }] of steps.entries())
        if (refusal === null)
          expect({ command, events: decide(command, after, settingOf(n)) }).toEqual({ command, events: [] });
        else expect(events).toEqual([]);
    });
  });

  it("is decided by what the command asks to see, and enters no guard that it did not ask for", () => {
    histories((steps) => {
      for (const [n, { command, before, events, refusal }] of steps.entries()) {
        const narrow = take(command, seenBy(command, before), settingOf(n));
        expect(narrow.events).toEqual(events);
        expect(narrow.refusal?.code).toBe(refusal?.code);
        expect(narrow.refusal?.message).toBe(refusal?.message);
        const wanted = wantedBy(command, before);
        for (const event of events) {
          for (const { guard } of guardEntries(event))
            expect({ guard, asked: asksFor(wanted, guard) }).toEqual({ guard, asked: true });
          const streams = [...wanted.members.map((id) => `member-${id}`), ...wanted.queues.map((id) => `queue-${id}`)];
          expect(streams).toContain(streamOf(event));
        }
      }
    });
  });

  it("keeps each stream in the order of its dates, withdrawals apart", () => {
    histories((steps) => {
      const newest = new Map<string, string>();
      for (const event of steps.flatMap(({ events }) => events)) {
        if (event.type === "MemberRegisteredInError") continue;
        const stream = streamOf(event);
        expect(event.effectiveOn >= (newest.get(stream) ?? "")).toBe(true);
        newest.set(stream, event.effectiveOn);
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

describe("on every date, as it is known afterwards", () => {
  /** The events in the order in which they held, by day. */
  const byDay = (steps: readonly Step[]) => {
    const events = steps.flatMap((step) => step.events.map((event) => ({ event, step })));
    return Map.groupBy(
      events.sort((a, b) =>
        a.event.effectiveOn < b.event.effectiveOn ? -1 : a.event.effectiveOn > b.event.effectiveOn ? 1 : 0,
      ),
      ({ event }) => event.effectiveOn,
    );
  };

  it("every rule across members and queues holds", () => {
    histories((steps) => {
      let world = emptyWorld;
      for (const events of byDay(steps).values()) {
        world = events.reduce((now, { event }) => evolve(now, event), world);
        expectSound(world);
      }
    }, false);
  });

  it("no queue falls below its minimum that was not accepted", () => {
    histories((steps) => {
      let before = emptyWorld;
      for (const events of byDay(steps).values())
        for (const { event, step } of events) {
          const after = evolve(before, event);
          const closing = step.command.type === "CloseQueue" ? [step.command.data.queueId] : [];
          for (const queueId of uncovered({ before, after }))
            expect([...acknowledged([event]), ...closing]).toContain(queueId);
          before = after;
        }
    }, false);
  });
});

describe("these histories", () => {
  afterAll(() => {
    seen.events.clear();
  });

  it("have met every kind of event, and every refusal of a rule", () => {
    expect([...seen.events].sort()).toEqual(
      [
        "ManagerChanged",
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
