import { describe, expect, it } from "@jest/globals";
import type { FigureAsked } from "../../../src/app/figures/figureAsked.ts";
import type { FigureRow } from "../../../src/projections/figures/figure.ts";
import { figureNames, methodsOf } from "../../../src/projections/figures/figures.ts";
import { assign, openQueue, register } from "../../support/handling.ts";
import { days, leave } from "./days.ts";

/** Eleven people since 29 February 2024, one of whom left a year later; today is 7 January 2026. */
async function eleven() {
  const at = days();
  for (let n = 1; n <= 11; n++) await at.order(register(`m${n}`, { newTeam: n === 1, on: "2024-02-29" }));
  await at.order(openQueue("cloud"));
  await at.order(assign("m1", "cloud", "2025-01-01"));
  await at.order(leave("m2", "2025-02-28"));
  return at;
}
const numbers = ({ numerator, denominator, value, parts }: FigureRow) => [
  ...[numerator, denominator, value, ...Object.values(parts)],
];

describe("over nobody", () => {
  it.each(figureNames.flatMap((name) => methodsOf(name).map((method) => [name, method] as const)))(
    "%s by %s is none or nothing, and no number that is none",
    async (name, method) => {
      const { rows, total } = await days().ask(name, { from: "2024-01-01", to: "2024-12-31", step: "quarter", method });
      for (const row of total ? [...rows, total] : rows) {
        for (const each of numbers(row)) expect(each === null || Number.isFinite(each)).toBe(true);
        if (row.denominator === 0) expect(row.value).toBeNull();
      }
    },
  );
});

describe("a period", () => {
  it.each<[string, FigureAsked, readonly (readonly [string, string])[]]>([
    ["before the first event", { from: "2000-01-01", to: "2000-01-31" }, [["2000-01-01", "2000-01-31"]]],
    ["that is a leap day", { from: "2024-02-29", to: "2024-02-29" }, [["2024-02-29", "2024-02-29"]]],
    [
      "that no step divides",
      { from: "2025-01-15", to: "2025-03-02", step: "month" },
      [
        ["2025-01-15", "2025-01-31"],
        ["2025-02-01", "2025-02-28"],
        ["2025-03-01", "2025-03-02"],
      ],
    ],
  ])("%s has its days", async (_, asked, steps) => {
    const { rows } = await (await eleven()).ask("headcount", asked);
    expect(rows.map(({ from, to }) => [from, to])).toEqual(steps);
  });

  it("before the first event has nobody in it", async () => {
    const { ask } = await eleven();
    const asked = { from: "2000-01-01", to: "2000-12-31", step: "whole" } as const;
    expect((await ask("turnover", asked)).rows).toMatchObject([{ numerator: 0, denominator: 0, value: null }]);
    expect((await ask("coverage", asked)).rows).toEqual([]);
  });

  it("of a leap year has its day: 366 days of eleven people, less those before", async () => {
    const { ask } = await eleven();
    const { rows } = await ask("headcount", { from: "2024-01-01", to: "2024-12-31", step: "whole" });
    // From 29 February on, it and the days after.
    expect(rows).toMatchObject([{ numerator: 11 * (366 - 59), denominator: 366, parts: { begin: 0, end: 11 } }]);
    expect((await ask("headcount", { from: "2024-02-29", to: "2024-02-29" })).rows).toMatchObject([{ value: 11 }]);
  });

  it("of a century is answered by year, and one that is longer is refused", async () => {
    const { ask } = await eleven();
    const { rows, total } = await ask("turnover", { from: "1926-01-01", to: "2025-12-31", step: "year" });
    expect(rows).toHaveLength(100);
    expect(total).toMatchObject({ numerator: 1, parts: { resignation: 1 } });
    expect(rows.at(-1)?.value).toBeCloseTo(1 / ((59 * 11 + 306 * 10) / 365), 12);
    await expect(ask("turnover", { from: "1920-01-01", to: "2025-12-31", step: "year" })).rejects.toThrow("100 years");
  });

  it("that ends before it begins is refused, and one that goes on for ever, too", async () => {
    const { ask } = await eleven();
    const backwards = { from: "2025-02-01", to: "2025-01-31" };
    await expect(ask("headcount", backwards)).rejects.toMatchObject({ code: "invalid-value" });
    await expect(ask("headcount", { from: "2000-01-01", step: "day" })).rejects.toThrow("1500 steps");
  });

  it("with one exit among eleven has a rate of 9.1 %", async () => {
    const { ask } = await eleven();
    const february = { from: "2025-02-01", to: "2025-02-28", step: "month" } as const;
    const { rows, total } = await ask("turnover", february);
    expect(rows).toMatchObject([{ numerator: 1, denominator: 11, value: 1 / 11 }]);
    expect(((total?.value ?? 0) * 100).toFixed(1)).toBe("9.1");
    expect((await ask("turnover", { ...february, method: "gri-401" })).total).toMatchObject({ denominator: 11 });
    expect((await ask("attrition", february)).rows).toMatchObject([{ numerator: 1, value: 1 / 11 }]);
  });
});
