import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { addDays, addYears, daysBetween, isLocalDate } from "../../../src/domain/kernel/time.ts";
import { seeded } from "../../support/seed.ts";

const dates = fc
  .date({ min: new Date("1900-01-02"), max: new Date("2999-12-30"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe("a date", () => {
  it.each(["2025-01-01", "2024-02-29", "2000-02-29", "1900-01-01", "2999-12-31"])("can be %s", (text) => {
    expect(isLocalDate(text)).toBe(true);
  });

  it.each([
    "2025-02-30",
    "2025-02-29",
    "1900-02-29",
    "2025-13-01",
    "2025-00-10",
    "2025-01-00",
    "2025-01-32",
    "2025-1-1",
    "25-01-01",
    "2025/01/01",
    "2025-01-01T00:00:00Z",
    " 2025-01-01",
    "2025-01-01\n",
    "1899-12-31",
    "3000-01-01",
    "",
    "today",
    "２０２５-01-01",
  ])("cannot be %j", (text) => {
    expect(isLocalDate(text)).toBe(false);
  });

  it("compares as its text does", () => {
    fc.assert(
      fc.property(dates, dates, (a, b) => Math.sign(daysBetween(a, b)) === (a === b ? 0 : a < b ? 1 : -1)),
      seeded(),
    );
  });
});

describe("counting days", () => {
  it.each([
    ["2024-02-28", 1, "2024-02-29"],
    ["2025-02-28", 1, "2025-03-01"],
    ["2025-01-01", -1, "2024-12-31"],
    ["2025-06-30", 0, "2025-06-30"],
    ["2024-12-31", 366, "2026-01-01"],
  ])("from %s by %d comes to %s", (from, days, to) => {
    expect(addDays(from, days)).toBe(to);
    expect(daysBetween(from, to)).toBe(days);
  });

  it("there and back comes to the same day", () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -20_000, max: 20_000 }), (date, days) => {
        expect(addDays(addDays(date, days), -days)).toBe(date);
        expect(daysBetween(date, addDays(date, days))).toBe(days);
      }),
      seeded(),
    );
  });

  it("keeps the day of the year by years, and 29 February as the day after the 28th", () => {
    expect(addYears("2018-06-30", 7)).toBe("2025-06-30");
    expect(addYears("2020-02-29", 4)).toBe("2024-02-29");
    expect(addYears("2020-02-29", 7)).toBe("2027-03-01");
  });
});
