import { describe, expect, it } from "@jest/globals";
import { dateIn } from "../../src/infra/clock.ts";
import { dayAt, oddDays } from "../support/asOf/zones.ts";

describe("the date in a time zone", () => {
  it.each([
    ["where midnight is left out", "America/Sao_Paulo", "2018-11-04T02:59:59Z", "2018-11-03"],
    ["where midnight is left out, from one o'clock on", "America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04"],
    ["where midnight comes twice", "America/Sao_Paulo", "2018-02-18T02:30:00Z", "2018-02-17"],
    ["in the hour that clocks leave out", "America/New_York", "2025-03-09T07:30:00Z", "2025-03-09"],
    ["at the end of a day of 25 hours", "America/New_York", "2025-11-03T04:59:59Z", "2025-11-02"],
    ["after a day that never was", "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"],
    ["before a day that never was", "Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"],
    ["14 hours ahead", "Pacific/Kiritimati", "2025-12-31T10:00:00Z", "2026-01-01"],
    ["on 29 February", "Asia/Kathmandu", "2024-02-28T18:15:00Z", "2024-02-29"],
  ])("is right %s", (_, zone, instant, date) => expect(dateIn(zone, new Date(instant))).toBe(date));

  it.each(oddDays)("in $zone, which $what, is what the offsets say at each quarter of an hour", (odd) => {
    const begins = Date.parse(odd.begins);
    for (let n = 0; n < 8 * 96; n++) {
      const instant = begins + n * 900_000;
      expect(dateIn(odd.zone, new Date(instant))).toBe(dayAt(odd, instant));
    }
  });
});
