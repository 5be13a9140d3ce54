import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { addDays, daysBetween } from "../../../src/domain/kernel/time.ts";
import { holdsOn } from "../../../src/projections/figures/facts.ts";
import { figureNames, methodsOf } from "../../../src/projections/figures/figures.ts";
import { stepNames } from "../../../src/projections/figures/steps.ts";
import { commands, firstDay, live } from "../../domain/support/histories.ts";
import { seeded } from "../../support/seed.ts";
import { on } from "../given.ts";
import { factsOf, figure, only } from "./factsOf.ts";
import { type Event, Naive } from "./naive.ts";

const ofHistories = (check: (events: readonly Event[], from: string, to: string) => void, runs = 80) =>
  fc.assert(
    fc.property(commands({ withErrors: true }), fc.nat(60), fc.nat(60), (orders, after, days) => {
      const events = live(orders).flatMap((step) => step.events);
      const from = addDays(firstDay, after - 5);
      check(events, from, addDays(from, days));
    }),
    seeded(runs),
  );

const told = (events: readonly Event[]) =>
  factsOf(
    ...events.map((event) =>
      on(event.effectiveOn, event, { ...(event.eventId !== undefined && { eventId: event.eventId }) }),
    ),
  );
const teams = [null, "Engineering", "Ops"] as const;

describe("figures of whatever was ordered", () => {
  it("count on each day who is active on it, as folding up to the day tells", () => {
    ofHistories((events, from, to) => {
      const naive = new Naive(events);
      const facts = told(events);
      for (const team of teams)
        for (const day of [from, to]) {
          const there = naive.on(day).filter((member) => team === null || member.team === team);
          expect(only(figure("headcount", facts, [day, day], { team })).numerator).toBe(there.length);
          expect(only(figure("tenure", facts, [day, day], { team })).numerator).toBe(
            there.reduce((sum, { startDate }) => sum + daysBetween(startDate, day) + 1, 0),
          );
        }
    });
  });

  it("count joiners and leavers so that headcounts follow from one another", () => {
    ofHistories((events, from, to) => {
      const facts = told(events);
      const headcount = (day: string, team: string | null) =>
        only(figure("headcount", facts, [day, day], { team })).numerator;
      const rows = (range: readonly [string, string], team: string | null) =>
        figure("joiners-leavers", facts, range, { team }).rows;
      for (const team of teams) {
        const [joiners] = rows([addDays(from, 1), addDays(to, 1)], team);
        const [, leavers] = rows([from, to], team);
        expect(headcount(addDays(to, 1), team)).toBe(
          headcount(from, team) + (joiners?.numerator ?? NaN) - (leavers?.numerator ?? NaN),
        );
      }
    });
  });

  it("average what the days count", () => {
    ofHistories((events, from, to) => {
      const facts = told(events);
      const days = figure("headcount", facts, [from, to], { step: "day" }).rows;
      const sum = days.reduce((total, { numerator }) => total + numerator, 0);
      expect(only(figure("headcount", facts, [from, to])).numerator).toBe(sum);
    });
  });

  it("cover each queue on each day by whom folding up to the day shows, without a gap", () => {
    ofHistories((all, from, to) => {
      // A seal keeps no assignments.
      const events = all.filter(({ type }) => type !== "MemberSealed");
      const naive = new Naive(events);
      const { intervals = [] } = figure("coverage", told(events), [from, to]);
      for (const own of Map.groupBy(intervals, ({ queueId }) => queueId).values())
        for (const [index, each] of own.entries()) {
          if (index > 0) expect(addDays(own[index - 1]?.to ?? "", 1)).toBe(each.from);
          for (const day of [each.from, each.to])
            expect(
              naive
                .on(day)
                .filter(({ assignments }) =>
                  assignments.some(
                    ({ queueId, assignmentType }) => queueId === each.queueId && assignmentType !== "trainee",
                  ),
                ),
            ).toHaveLength(each.covering);
        }
    });
  });

  it("are numbers or none, by every method, step and team", () => {
    ofHistories((events, from, to) => {
      const facts = told(events);
      for (const name of figureNames)
        for (const method of methodsOf(name))
          for (const [index, step] of stepNames.entries()) {
            const team = teams[index % teams.length] ?? null;
            const { rows, total } = figure(name, facts, [from, to], { method, step, team });
            for (const row of total ? [...rows, total] : rows)
              for (const each of [row.numerator, row.denominator, row.value, ...Object.values(row.parts)])
                expect(each === null || (Number.isFinite(each) && each >= 0)).toBe(true);
          }
    }, 40);
  });

  it("never have somebody twice on one day", () => {
    ofHistories((events, from) => {
      const there = told(events).stays.filter((stay) => holdsOn(stay, from));
      expect(new Set(there.map(({ memberId }) => memberId)).size).toBe(there.length);
    });
  });
});
