import { describe, expect, it } from "@jest/globals";
import type { Principal } from "../../../src/app/access/principal.ts";
import { callFunction } from "../../../src/app/functions/callFunction.ts";
import { reportFigures } from "../../../src/app/functions/reportFigures.ts";
import { days, leave } from "../figures/days.ts";
import { register } from "../../support/handling.ts";
import { musterWith } from "./support.ts";

/** The figures over eleven people, one of whom leaves at the end of 2025; it is January 2026. */
async function asking(roles: Principal["roles"] = ["hr-admin"]) {
  const at = days();
  for (let n = 1; n <= 11; n++) await at.order(register(`m${n}`, { newTeam: n === 1 }));
  const seen = await at.log.head();
  await at.order(leave("m1", "2025-12-31"));
  const { muster } = musterWith({ figures: at.figures });
  const past = { ...muster.past, newest: () => at.log.head(), recordedBy: () => Promise.resolve(null) };
  const principal = { actor: { issuer: "t", subject: "t" }, roles, team: null, memberId: null };
  const caller = { principal, muster: () => Promise.resolve({ ...muster, past }) };
  return { seen, ask: (given: object) => callFunction(reportFigures, caller, given) };
}
const december = { figure: "turnover", from: "2025-12-01", to: "2025-12-31" };

describe("report_figures", () => {
  it("tells what a rate is divided of, and whose definition it is", async () => {
    const { ask } = await asking();
    const answer = await ask(december);
    expect(answer).toMatchObject({ unit: "share", rows: [{ numerator: 1, denominator: 11, value: 1 / 11 }] });
    expect(reportFigures.inShort(answer).split("\n")).toEqual([
      "turnover of the organisation, 2025-12-01 to 2025-12-31, by month.",
      "2025-12-01 to 2025-12-31: 9.1 % (1 ÷ 11)",
      "2025-12-01 to 2025-12-31, total: 9.1 %",
      'Method: daily-mean. Source: SHRM, "How to Determine Turnover Rate": monthly rates, summed over a year.',
    ]);
  });

  it("restates what was known at a position", async () => {
    const { ask, seen } = await asking();
    const answer = await ask({ ...december, knownAt: String(seen), restated: true });
    expect(answer).toMatchObject({
      ...{ rows: [{ numerator: 0 }], at: { position: String(seen) } },
      restated: { now: { rows: [{ numerator: 1 }] }, events: [{ type: "MemberDeactivated" }] },
    });
    expect(reportFigures.inShort(answer)).toContain("1 event made a difference");
  });

  it("refuses what it does not know, and whom it may not tell", async () => {
    const { ask } = await asking();
    await expect(ask({ figure: "happiness" })).rejects.toThrow("figure:");
    await expect(ask({ ...december, method: "guess" })).rejects.toThrow("the methods are");
    await expect((await asking(["reader"])).ask(december)).rejects.toThrow("history");
  });
});
