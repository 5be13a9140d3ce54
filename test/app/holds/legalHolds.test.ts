import { describe, expect, it } from "@jest/globals";
import type { HoldQuery } from "../../../src/domain/hold/messages.ts";
import { memoryEventLog } from "../../../src/infra/memory/eventLog.ts";
import { by, handling, memberId, register } from "../../support/handling.ts";

const leave = (name: string, lastDay: string) =>
  ({
    type: "DeactivateMember",
    data: { memberId: memberId(name), lastDay, reasonCode: "resignation", note: null, acceptUncovered: [] },
  }) as const;
const seal = (name: string) => ({ type: "SealMember", data: { memberId: memberId(name), on: "2026-01-07" } }) as const;
const because = (reason: string) => ({ ...by(), reason });
const asks = (query: Partial<HoldQuery>) => ({
  memberIds: [],
  query: { team: null, leftFrom: null, leftUntil: null, ...query },
});
const of = (...names: readonly string[]) => ({ memberIds: names.map(memberId), query: null });

async function withLeavers() {
  const muster = handling(memoryEventLog({ atomic: true }));
  for (const name of ["ada", "bob"]) {
    await muster.handle([register(name, { on: "2010-01-01", newTeam: name === "ada" })], by());
    await muster.handle([leave(name, "2018-12-31")], by());
  }
  return muster;
}

describe("legal holds", () => {
  it("are listed with whom they cover, who placed and released them, and why", async () => {
    const { holds } = await withLeavers();
    const { holdId } = await holds.place(of("ada", "bob"), because("Case 12."));
    await holds.place(asks({ team: "engineering" }), because("Case 13."));
    await holds.release(holdId, because("Settled."));
    expect(await holds.list()).toMatchObject([
      {
        holdId,
        memberIds: [memberId("ada"), memberId("bob")],
        placed: { reason: "Case 12." },
        released: { reason: "Settled." },
      },
      { memberIds: [], query: { team: "engineering" }, placed: { reason: "Case 13." }, released: null },
    ]);
  });

  it("keep whom they cover from being sealed, until they are released", async () => {
    const muster = await withLeavers();
    const { holdId } = await muster.holds.place(asks({ leftUntil: "2018-12-31" }), because("Audit."));
    expect(await muster.holds.on(memberId("ada"))).toMatchObject([{ holdId }]);
    await expect(muster.handle([seal("ada")], by())).rejects.toMatchObject({
      code: "legal-hold",
      details: { holds: [holdId] },
    });
    await muster.holds.release(holdId, by());
    expect((await muster.handle([seal("ada")], by())).events).toMatchObject([{ type: "MemberSealed" }]);
    await expect(muster.holds.place(of("ada"), because("Too late."))).rejects.toMatchObject({ code: "member-erased" });
  });

  it("placed at the same moment as a sealing: one of them is refused", async () => {
    const muster = await withLeavers();
    const done = await Promise.allSettled([
      muster.holds.place(of("ada"), because("Case 12.")),
      muster.handle([seal("ada")], by()),
    ]);
    expect(done.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("placed at the same moment as an erasure: one of them is refused", async () => {
    const muster = await withLeavers();
    const erase = { memberId: memberId("bob"), on: "2026-01-07", ground: null } as const;
    const done = await Promise.allSettled([
      muster.holds.place(of("bob"), because("Case 12.")),
      muster.handle([{ type: "EraseMember", data: erase }], by()),
    ]);
    expect(done.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("are refused without a reason, for nobody, and for a team that is none", async () => {
    const { holds } = await withLeavers();
    await expect(holds.place(of("ada"), by())).rejects.toMatchObject({ code: "invalid-value" });
    await expect(holds.place(of("eve"), because("Case."))).rejects.toMatchObject({ code: "member-unknown" });
    await expect(holds.place(asks({ team: "Enginering" }), because("Case."))).rejects.toMatchObject({
      code: "unknown-team",
    });
    await expect(holds.release("none", by())).rejects.toMatchObject({ code: "hold-unknown" });
    await expect(holds.on(memberId("eve"))).rejects.toMatchObject({ code: "member-unknown" });
  });

  it("given twice under one id are one", async () => {
    const { holds } = await withLeavers();
    const context = because("Case 12.");
    const first = await holds.place(of("ada"), context);
    expect((await holds.place(of("ada"), context)).holdId).toBe(first.holdId);
    expect(await holds.list()).toHaveLength(1);
  });
});
