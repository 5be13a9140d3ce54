import { describe, expect, it } from "@jest/globals";
import { assign, by, memberId, openQueue, register, today } from "../../support/handling.ts";
import { days, leave, transfer } from "./days.ts";

/** A queue that one of two covers; today is 7 January 2026. */
async function covered() {
  const at = days();
  await at.order(register("ada"));
  await at.order(register("bob", { newTeam: false }));
  await at.order(openQueue("cloud"));
  await at.order(assign("ada", "cloud", "2025-01-01"));
  return at;
}
const january = { from: "2026-01-01", to: "2026-01-31", step: "whole" } as const;
const untilMarch = { from: "2026-01-01", to: "2026-03-31", step: "whole" } as const;

describe("what is scheduled", () => {
  it("counts in the days that it is for, and no others", async () => {
    const { ask, order } = await covered();
    await order(leave("ada", "2026-01-31"));
    const before = await ask("coverage", { ...january, to: "2026-01-30" });
    expect(before).toMatchObject({ rows: [{ numerator: 0, denominator: 30 }] });
    expect(before.scheduled).toBeUndefined();
    expect(await ask("coverage", untilMarch)).toMatchObject({
      ...{ scheduled: { applied: 1, refused: [] } },
      rows: [{ numerator: 59, denominator: 90, parts: { uncovered: 59 } }],
      intervals: [
        { from: "2026-01-01", to: "2026-01-31", covering: 1, state: "covered" },
        { from: "2026-02-01", to: "2026-03-31", covering: 0, state: "uncovered" },
      ],
    });
  });

  it("counts who leaves with the last day of the period, whose change is of the day after", async () => {
    const { ask, order } = await covered();
    await order(leave("ada", "2026-01-31"));
    expect(await ask("turnover", january)).toMatchObject({ rows: [{ numerator: 1, denominator: 2 }] });
    expect(await ask("turnover", { ...january, to: "2026-01-30" })).toMatchObject({ rows: [{ numerator: 0 }] });
    expect(await ask("headcount", { ...untilMarch, step: "month" })).toMatchObject({
      rows: [{ parts: { end: 2 } }, { parts: { begin: 1 } }, { parts: { begin: 1 } }],
    });
  });

  it("counts in order, somebody new among it", async () => {
    const { ask, order } = await covered();
    await order(register("cid", { on: "2026-02-01", newTeam: false, managerId: memberId("bob") }));
    await order(transfer("cid", "ops", "2026-03-01"));
    const asked = { from: "2026-03-31", to: "2026-03-31", step: "whole" } as const;
    expect(await ask("composition", asked)).toMatchObject({
      ...{ scheduled: { applied: 2, refused: [] } },
      rows: [
        { group: "engineering", numerator: 2, denominator: 3 },
        { group: "ops", numerator: 1, denominator: 3 },
      ],
    });
    expect(await ask("headcount", { ...asked, team: "ops" })).toMatchObject({ rows: [{ value: 1 }] });
  });

  it("comes to the same as once it has come", async () => {
    const { ask, order, comes } = await covered();
    await order(leave("ada", "2026-01-31"));
    await order(assign("bob", "cloud", "2026-02-10"));
    const foretold = await ask("coverage", untilMarch);
    await comes("2026-04-01");
    const { scheduled, position: _, ...come } = await ask("coverage", untilMarch);
    expect(scheduled).toBeUndefined();
    expect(foretold).toMatchObject(come);
  });

  it("counts for nothing once it is cancelled, or where it would be refused", async () => {
    const { ask, order, muster } = await covered();
    const { scheduled } = await order(leave("ada", "2026-01-31"));
    await muster.changes.cancel(scheduled?.changeId ?? "", by());
    expect(await ask("turnover", january)).toMatchObject({ rows: [{ numerator: 0 }] });
  });

  it("is what was to be expected then, where it is asked as it was known", async () => {
    const { ask, order, muster, log, comes } = await covered();
    const early = await log.head();
    const { scheduled } = await order(leave("ada", "2026-01-31"));
    const late = await log.head();
    await muster.changes.move(scheduled?.changeId ?? "", "2026-03-01", by());
    const leavers = async (upTo?: bigint) => (await ask("turnover", { ...january, upTo })).rows[0]?.numerator;
    expect([await leavers(early), await leavers(late), await leavers()]).toEqual([0, 1, 0]);
    await comes("2026-04-01");
    expect([await leavers(early), await leavers(late), await leavers()]).toEqual([0, 1, 0]);
    expect((await ask("turnover", { ...untilMarch, upTo: late })).rows).toMatchObject([{ numerator: 1 }]);
  });

  it("leaves figures of days gone as they are", async () => {
    const { ask, order } = await covered();
    const asked = { from: "2025-01-01", to: "2025-12-31", step: "quarter" } as const;
    const before = await ask("headcount", asked);
    await order(leave("ada", today));
    expect((await ask("headcount", asked)).rows).toEqual(before.rows);
  });
});
