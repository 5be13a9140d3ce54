import { describe, expect, it } from "@jest/globals";
import { heldBy, placeHold, releaseHold } from "../../../src/domain/hold/decider.ts";
import { foldHolds, type Holdable, holdsOn, type LegalHolds, noHolds } from "../../../src/domain/hold/hold.ts";
import type { HoldEvent, HoldQuery } from "../../../src/domain/hold/messages.ts";
import { refusalOf, today } from "../support/specification.ts";

const asks = (query: Partial<HoldQuery>): HoldQuery => ({ team: null, leftFrom: null, leftUntil: null, ...query });
const after = (...events: readonly HoldEvent[]): LegalHolds => foldHolds(noHolds, events);
const onMembers = (...ids: readonly string[]) => placeHold(noHolds, "h", heldBy(ids, null), today);
const byQuery = (query: Partial<HoldQuery>) => placeHold(noHolds, "h", heldBy([], asks(query)), today);

const left = (lastDay: string | null, team = "Engineering", before: Holdable["pastPeriods"] = []): Holdable => ({
  memberId: "ada",
  startDate: "2015-01-01",
  departure: lastDay === null ? null : { lastDay, reasonCode: "resignation", note: null, closed: [] },
  teams: [{ team, from: "2015-01-01" }],
  pastPeriods: before,
});
const held = (events: readonly HoldEvent[], member: Holdable) =>
  holdsOn(after(...events), member).map(({ holdId }) => holdId);

describe("a legal hold", () => {
  it("on members covers each of them, and is recorded for each", () => {
    const placed = onMembers("ada", "bob", "ada");
    expect(placed.map(({ data }) => data.heldMember)).toEqual(["ada", "bob"]);
    expect(held(placed, left("2024-05-31"))).toEqual(["h"]);
    expect(held(placed, { ...left("2024-05-31"), memberId: "cid" })).toEqual([]);
  });

  it("covers nobody once it is released", () => {
    const placed = onMembers("ada", "bob");
    const released = releaseHold(after(...placed), "h", today);
    expect(held([...placed, ...released], left("2024-05-31"))).toEqual([]);
    expect(releaseHold(after(...placed, ...released), "h", today)).toEqual([]);
  });

  it("placed twice is one hold", () =>
    expect(placeHold(after(...onMembers("ada")), "h", heldBy(["ada"], null), today)).toEqual([]));

  it("by a team covers whoever was ever on it", () => {
    const placed = byQuery({ team: "Search" });
    const before = { startDate: "2010-01-01", lastDay: "2012-01-01", reasonCode: "resignation" as const };
    expect(held(placed, left(null, "Search"))).toEqual(["h"]);
    expect(held(placed, left("2024-05-31", "Engineering"))).toEqual([]);
    expect(
      held(placed, left(null, "Engineering", [{ ...before, teams: [{ team: "Search", from: "2010-01-01" }] }])),
    ).toEqual(["h"]);
  });

  it.each([
    ["2024-05-31", "2024-05-31", true],
    ["2024-06-01", null, false],
    [null, "2024-05-30", false],
    ["2024-01-01", null, true],
  ])("by days covers who left between %s and %s, both included", (leftFrom, leftUntil, covered) => {
    expect(held(byQuery({ leftFrom, leftUntil }), left("2024-05-31"))).toEqual(covered ? ["h"] : []);
    expect(held(byQuery({ leftFrom, leftUntil }), left(null))).toEqual([]);
  });

  it("by a query wants all of it", () => {
    const placed = byQuery({ team: "Engineering", leftFrom: "2024-01-01" });
    expect(held(placed, left("2024-05-31"))).toEqual(["h"]);
    expect(held(placed, left("2023-05-31"))).toEqual([]);
    expect(held(placed, left("2024-05-31", "Search"))).toEqual([]);
  });

  it.each([
    ["names nobody", [], null],
    ["names members and asks", ["ada"], asks({ team: "Search" })],
    ["everybody", [], asks({})],
    ["does not exist", [], asks({ leftFrom: "2025-02-30" })],
    ["ends before it begins", [], asks({ leftFrom: "2025-02-02", leftUntil: "2025-02-01" })],
  ])("that is none is refused: %s", (text, ids, query) => {
    const refusal = refusalOf(() => heldBy(ids, query));
    expect(refusal).toMatchObject({ code: "invalid-value" });
    expect(refusal?.message).toContain(text);
  });

  it("is refused for whom nothing is left of", () => {
    const gone = foldHolds(noHolds, [
      { type: "GuardEntered", data: { facts: [{ kind: "forgotten", memberId: "ada" }] } },
    ]);
    expect(refusalOf(() => placeHold(gone, "h", heldBy(["ada"], null), today))?.code).toBe("member-erased");
  });

  it("that nobody knows is not released", () =>
    expect(refusalOf(() => releaseHold(noHolds, "h", today))?.code).toBe("hold-unknown"));
});
