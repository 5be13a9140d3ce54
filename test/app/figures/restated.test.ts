import { describe, expect, it } from "@jest/globals";
import type { FigureAsked } from "../../../src/app/figures/figureAsked.ts";
import type { FigureName } from "../../../src/projections/figures/figures.ts";
import { assign, by, memberId, openQueue, queueId, register } from "../../support/handling.ts";
import { days, leave, rename, transfer } from "./days.ts";

/** Eleven people since 2025; two of them cover a queue. Today is 7 January 2026. */
async function eleven() {
  const at = days();
  for (let n = 1; n <= 11; n++) await at.order(register(`m${n}`, { newTeam: n === 1 }));
  await at.order(openQueue("cloud"));
  await at.order(assign("m1", "cloud", "2025-01-01"));
  const seen = await at.log.head();
  const restated = (...[name, asked]: Parameters<typeof at.ask>) => at.restate(name, seen, asked);
  return { ...at, seen, restated };
}
const december = { from: "2025-12-01", to: "2025-12-31", step: "whole" } as const;
const types = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type);

describe("a figure as it was reported, beside what is known now", () => {
  it("differs by a leaver who was told late: 9.1 % of eleven", async () => {
    const { order, restated } = await eleven();
    await order(rename("m2", "Mona", "2025-12-01"));
    await order(leave("m2", "2025-12-31"));
    await order(rename("m2", "Mona Lisa", "2025-12-01"));
    const { then, now, events } = await restated("turnover", december);
    expect(then).toMatchObject({ rows: [{ numerator: 0, denominator: 11, value: 0 }], total: { value: 0 } });
    expect(now).toMatchObject({ rows: [{ numerator: 1, denominator: 11, value: 1 / 11 }] });
    expect(then.position).toBeLessThan(now.position);
    expect(events).toMatchObject([
      { type: "MemberDeactivated", effectiveOn: "2026-01-01", memberId: memberId("m2"), queueId: null },
    ]);
  });

  it("differs by a change that was taken back", async () => {
    const at = await eleven();
    const { events: made } = await at.order(leave("m2", "2025-12-15"));
    const seen = await at.log.head();
    await at.muster.undo(made[0]?.eventId ?? "", by());
    const { then, now, events } = await at.restate("turnover", seen, december);
    expect([then, now].map(({ rows }) => rows[0]?.numerator)).toEqual([1, 0]);
    expect(events.length).toBeGreaterThan(0);
    expect(new Set(events.map((each) => each.memberId))).toEqual(new Set([memberId("m2")]));
  });

  it("differs by who was withdrawn with the change that made it impossible", async () => {
    const at = await eleven();
    const { events: moved } = await at.order(transfer("m2", "ops", "2025-12-10"));
    const seen = await at.log.head();
    const gone = leave("m2", "2025-11-30");
    await at.order({ ...gone, data: { ...gone.data, withdraw: moved.map(({ eventId }) => eventId) } } as typeof gone);
    const { then, now, events } = await at.restate("headcount", seen, { ...december, team: "ops" });
    expect([then, now].map(({ rows }) => rows[0]?.parts["end"])).toEqual([1, 0]);
    expect(types(events)).toContain("MemberChangeReversed");
  });

  it("differs by who was registered in error, who is neither joiner nor leaver then", async () => {
    const at = await eleven();
    await at.order(register("ghost", { on: "2025-12-05", newTeam: false }));
    const seen = await at.log.head();
    await at.order({
      type: "VoidRegistration",
      data: { memberId: memberId("ghost"), on: "2025-12-05", acceptUncovered: [] },
    });
    const { then, now, events } = await at.restate("joiners-leavers", seen, december);
    expect(then.rows.map(({ value }) => value)).toEqual([1, 0]);
    expect(now.rows.map(({ value }) => value)).toEqual([0, 0]);
    expect(types(events)).toEqual(["MemberRegisteredInError"]);
  });

  it("does not differ by what lies in other days, of other teams, or on other days than the last ones", async () => {
    const { order, restated } = await eleven();
    await order(register("late", { on: "2026-01-02", newTeam: false }));
    await order(transfer("m3", "ops", "2026-01-03"));
    await order(register("other", { team: "lab", on: "2025-12-01" }));
    expect((await restated("headcount", { ...december, team: "engineering" })).events).toEqual([]);
    expect(types((await restated("headcount", december)).events)).toEqual(["MemberRegistered"]);
    await order(register("brief", { team: "hut", on: "2025-12-02" }));
    await order(leave("brief", "2025-12-20"));
    expect((await restated("tenure", { ...december, team: "hut" })).events).toEqual([]);
    expect((await restated("turnover", { ...december, team: "hut" })).events).toHaveLength(2);
  });

  it("of a team's queues differs by whoever covers them, and by no other queue", async () => {
    const { order, restate, log } = await eleven();
    await order(register("other", { team: "lab", on: "2025-12-01" }));
    const seen = await log.head();
    const restated = (...[name, asked]: [FigureName, FigureAsked]) => restate(name, seen, asked);
    await order(openQueue("dns"));
    await order(assign("other", "dns", "2025-12-10"));
    const asked = { ...december, team: "engineering" } as const;
    expect((await restated("coverage", asked)).events).toEqual([]);
    await order(assign("other", "cloud", "2025-12-10"));
    const { events } = await restated("coverage", asked);
    expect(events).toMatchObject([{ type: "QueueAssigned", memberId: memberId("other") }]);
    expect((await restated("churn", asked)).events).toEqual([]);
    expect((await restated("single-points-of-failure", asked)).events).toMatchObject([{ type: "QueueAssigned" }]);
  });

  it("differs by what became of a scheduled change, and not by its coming as it was expected", async () => {
    const at = await eleven();
    const march = { from: "2026-03-01", to: "2026-03-31", step: "whole" } as const;
    const { scheduled } = await at.order(leave("m2", "2026-03-15"));
    await at.order(leave("m4", "2026-03-20"));
    const seen = await at.log.head();
    await at.muster.changes.cancel(scheduled?.changeId ?? "", by());
    await at.comes("2026-05-01");
    const { then, now, events } = await at.restate("turnover", seen, march);
    expect([then, now].map(({ rows }) => rows[0]?.numerator)).toEqual([2, 1]);
    expect(events).toMatchObject([{ type: "ChangeCancelled", memberId: memberId("m2") }]);
  });

  it("differs by a queue's minimum", async () => {
    const { order, restated } = await eleven();
    await order({ type: "RequireCoverage", data: { queueId: queueId("cloud"), on: "2025-12-20", minimum: 1 } });
    const { now, events } = await restated("coverage", december);
    expect(now.intervals).toMatchObject([{ minimum: 0 }, { minimum: 1, from: "2025-12-20" }]);
    expect(events).toMatchObject([{ type: "QueueCoverageRequired", memberId: null, queueId: queueId("cloud") }]);
  });
});
