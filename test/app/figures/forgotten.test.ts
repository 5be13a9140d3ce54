import { describe, expect, it } from "@jest/globals";
import { figureNames, methodsOf } from "../../../src/projections/figures/figures.ts";
import { assign, memberId, openQueue, register } from "../../support/handling.ts";
import { days, leave, rename, transfer } from "./days.ts";

/** Somebody with a history, who left, and somebody who stays; today is 7 January 2026. */
async function left() {
  const at = days();
  await at.order(register("bob", { title: "Lead" }));
  await at.order(register("ada", { newTeam: false, title: "Engineer", managerId: memberId("bob"), on: "2025-02-28" }));
  await at.order(openQueue("cloud"));
  await at.order(assign("ada", "cloud", "2025-03-01"));
  await at.order(rename("ada", "Ada King", "2025-04-01"));
  await at.order(transfer("ada", "ops", "2025-05-01"));
  await at.order(leave("ada", "2025-11-30", "retirement"));
  return at;
}
const year = { from: "2025-01-01", to: "2025-12-31", step: "month" } as const;

async function everyFigure({ ask }: Awaited<ReturnType<typeof left>>) {
  const told = [];
  for (const name of figureNames)
    for (const method of methodsOf(name))
      for (const team of [undefined, "engineering", "ops"]) {
        const { position: _, ...answer } = await ask(name, { ...year, method, team });
        told.push(answer);
      }
  return told;
}

describe("once somebody is erased", () => {
  it("every figure is what it was, by every method, of each team", async () => {
    const at = await left();
    const before = await everyFigure(at);
    await at.order({ type: "EraseMember", data: { memberId: memberId("ada"), on: "2026-01-07", ground: "Art. 17" } });
    at.forget("ada");
    expect(await everyFigure(at)).toEqual(before);
  });

  it("a figure as it was known is what it was, and nothing makes a difference", async () => {
    const at = await left();
    const seen = await at.log.head();
    const before = await at.ask("turnover", { ...year, upTo: seen });
    await at.order({ type: "EraseMember", data: { memberId: memberId("ada"), on: "2026-01-07", ground: "Art. 17" } });
    at.forget("ada");
    const { then, now, events } = await at.restate("turnover", seen, year);
    expect(then).toEqual(before);
    expect(now.rows).toEqual(before.rows);
    expect(events).toEqual([]);
  });
});
