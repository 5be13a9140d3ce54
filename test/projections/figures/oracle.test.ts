import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { addDays } from "../../../src/domain/kernel/time.ts";
import type { FigureRow } from "../../../src/projections/figures/figure.ts";
import { stepNames } from "../../../src/projections/figures/steps.ts";
import { commands, firstDay, live } from "../../domain/support/histories.ts";
import { seeded } from "../../support/seed.ts";
import { on } from "../given.ts";
import { factsOf, figure } from "./factsOf.ts";
import { daysFrom, type Event, Naive } from "./naive.ts";

const told = (events: readonly Event[]) =>
  factsOf(
    ...events.map((event) =>
      on(event.effectiveOn, event, { ...(event.eventId !== undefined && { eventId: event.eventId }) }),
    ),
  );

const questions = fc.record({
  from: fc.nat(60).map((days) => addDays(firstDay, days - 10)),
  length: fc.nat(70),
  step: fc.constantFrom(...stepNames),
  team: fc.constantFrom(null, "Engineering", "Ops"),
});
type Asked = { readonly from: string; readonly to: string } & Pick<
  Parameters<Parameters<typeof questions.map>[0]>[0],
  "step" | "team"
>;

/** Whatever was ordered, asked in whatever way. A seal keeps no assignments, and no days away. */
const always = (check: (events: readonly Event[], asked: Asked) => void, runs = 60) =>
  fc.assert(
    fc.property(commands({ withErrors: true }), questions, (orders, { from, length, step, team }) => {
      const events = live(orders).flatMap((each) => each.events);
      check(
        events.filter(({ type }) => type !== "MemberSealed"),
        { from, to: addDays(from, length), step, team },
      );
    }),
    seeded(runs),
  );

const days = ({ from, to }: Pick<FigureRow, "from" | "to">): readonly string[] => [...daysFrom(from, to)];
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const share = (numerator: number, denominator: number) => (denominator === 0 ? null : numerator / denominator);
const near = (value: number | null | undefined, expected: number | null) =>
  expected === null ? expect(value).toBeNull() : expect(value).toBeCloseTo(expected, 9);

describe("counted day by day", () => {
  it("headcount is the same", () => {
    always((events, { from, to, step, team }) => {
      const naive = new Naive(events);
      const count = (day: string) => naive.on(day, team).length;
      const { rows } = figure("headcount", told(events), [from, to], { step, team });
      expect(rows.flatMap(days)).toEqual([...daysFrom(from, to)]);
      for (const row of rows) {
        near(row.value, sum(days(row).map(count)) / days(row).length);
        expect(row.parts).toEqual({ begin: count(row.from), end: count(row.to) });
      }
    });
  });

  it("turnover is the same, by each method", () => {
    always((events, { from, to, step, team }) => {
      const naive = new Naive(events);
      const facts = told(events);
      const count = (day: string) => naive.on(day, team).length;
      const left = (row: FigureRow) => sum(days(row).map((day) => naive.leavingOn(day, team).length));
      const averages = {
        "daily-mean": (row: FigureRow) => sum(days(row).map(count)) / days(row).length,
        "begin-end": (row: FigureRow) => (count(row.from) + count(row.to)) / 2,
        "gri-401": (row: FigureRow) => count(row.to),
      } as const;
      for (const [method, average] of Object.entries(averages)) {
        const { rows, total } = figure("turnover", facts, [from, to], { step, team, method });
        for (const row of rows) {
          expect(row.numerator).toBe(left(row));
          near(row.denominator, average(row));
          near(row.value, share(left(row), average(row)));
        }
        if (method === "gri-401" && total) near(total.value, share(left(total), count(to)));
        if (method !== "gri-401" && rows.every(({ value }) => value !== null))
          near(total?.value, sum(rows.map(({ value }) => value ?? NaN)));
      }
    });
  });

  it("coverage is the same, day for day and in sum", () => {
    always((events, { from, to, step }) => {
      const naive = new Naive(events);
      const { rows, intervals = [] } = figure("coverage", told(events), [from, to], { step });
      const expected = [...daysFrom(from, to)].flatMap((day) =>
        naive.queuesOn(day).map(({ queueId, minimum, name }) => {
          const covering = naive.covering(queueId, day).length;
          const state = covering === 0 ? "uncovered" : covering < minimum ? "under-minimum" : "covered";
          return JSON.stringify([queueId, day, name, covering, minimum, state]);
        }),
      );
      const found = intervals.flatMap((each) =>
        days(each).map((day) =>
          JSON.stringify([each.queueId, day, each.queue, each.covering, each.minimum, each.state]),
        ),
      );
      expect([...found].sort()).toEqual([...expected].sort());
      const short = expected.filter((each) => !each.endsWith('"covered"]')).length;
      expect(sum(rows.map(({ numerator }) => numerator))).toBe(short);
      expect(sum(rows.map(({ denominator }) => denominator ?? NaN))).toBe(expected.length);
    });
  });

  it("composition, span of control and single points of failure are the same on each last day", () => {
    always((events, { from, to, step, team }) => {
      const naive = new Naive(events);
      const facts = told(events);
      for (const row of figure("composition", facts, [from, to], { step, team }).rows)
        expect([row.numerator, row.denominator]).toEqual([
          naive.on(row.to, team).filter((each) => each.team === row.group).length,
          naive.on(row.to, team).length,
        ]);
      for (const row of figure("span-of-control", facts, [from, to], { step, team }).rows) {
        const there = naive.on(row.to, team);
        const led = there.filter(({ managerId }) => there.some(({ memberId }) => memberId === managerId));
        expect([row.numerator, row.denominator]).toEqual([
          led.length,
          new Set(led.map(({ managerId }) => managerId)).size,
        ]);
      }
      for (const row of figure("single-points-of-failure", facts, [from, to], { step }).rows)
        expect([row.numerator, row.denominator]).toEqual([
          naive.queuesOn(row.to).filter(({ queueId }) => naive.covering(queueId, row.to).length === 1).length,
          naive.queuesOn(row.to).length,
        ]);
    });
  });
});
