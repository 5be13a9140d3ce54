import { describe, expect, it } from "@jest/globals";
import { retainedUntil, retentionOf } from "../../../src/domain/retention/retention.ts";

describe("retention", () => {
  it.each([
    ["2016-02-28", 7, "2023-02-28"],
    ["2016-02-29", 7, "2023-03-01"],
    ["2016-02-29", 8, "2024-02-29"],
    ["2015-12-31", 10, "2025-12-31"],
  ])("of who left on %s lasts %d years, to %s", (lastDay, years, until) => {
    expect(retainedUntil(lastDay, years)).toBe(until);
    const on = (today: string) => retentionOf({ memberId: "ada", lastDay }, today, years).due;
    expect([on(until), on(`${until.slice(0, 4)}-12-31`) || until.endsWith("12-31")]).toEqual([false, true]);
  });

  it("is never shorter than seven years, whatever is set", () => {
    expect(retainedUntil("2016-05-01", 1)).toBe("2023-05-01");
  });
});
