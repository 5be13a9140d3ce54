import { describe, expect, it } from "@jest/globals";
import type { Decided } from "../../../src/domain/kernel/decider.ts";
import { evolveMember, type Member, periodsOf } from "../../../src/domain/member/member.ts";
import type { MemberEvent } from "../../../src/domain/member/messages.ts";
import { assigned, left, on, registered, renamed, start } from "../support/vocabulary.ts";

const fold = (...events: readonly object[]) =>
  (events as readonly Decided<MemberEvent>[]).reduce<Member | undefined>(evolveMember, undefined);

const withdrawn = on(start, {
  type: "MemberRegisteredInError",
  data: { memberId: "ada", email: "ada@example.com", closed: [], acceptedUncovered: [] },
});
const back = on("2025-03-01", { type: "MemberReactivated", data: { memberId: "ada", lastDay: "2025-01-31" } });

describe("the fold of a member", () => {
  it("is nobody before they are registered", () => expect(fold(renamed("ada", "Ada King", start))).toBeUndefined());

  it.each([
    ["as recorded", [registered("ada"), assigned("ada", "billing"), back, withdrawn]],
    ["by date", [registered("ada"), withdrawn, assigned("ada", "billing"), back]],
  ])("never was anybody once that is known, in whatever order it is folded: %s", (_, events) => {
    expect(fold(...events)).toMatchObject({ standing: "void", assignments: [] });
  });

  it("knows the newest date of the stream, in whatever order it is folded", () => {
    const march = renamed("ada", "Ada King", "2025-03-01");
    const april = renamed("ada", "Ada Byron", "2025-04-01");
    expect(fold(registered("ada"), april, march)?.newest).toEqual({ type: "MemberRenamed", on: "2025-04-01" });
  });

  it("remembers each period of employment and its teams", () => {
    const member = fold(
      registered("ada"),
      on("2025-02-01", {
        type: "MemberTransferred",
        data: { memberId: "ada", from: "Engineering", to: "Ops", newTeam: true },
      }),
      left("ada", "2025-03-31", "2025-04-01"),
      on("2025-05-01", {
        type: "MemberRehired",
        data: {
          memberId: "ada",
          from: { startDate: start, endDate: "2025-03-31" },
          team: { from: "Ops", to: "Ops" },
          newTeam: false,
          title: { from: null, to: null },
          managerId: { from: null, to: null },
        },
      }),
      left("ada", "2025-05-31", "2025-06-01", { reasonCode: "retirement" }),
    );
    expect(member && periodsOf(member)).toEqual([
      {
        startDate: start,
        lastDay: "2025-03-31",
        reasonCode: "resignation",
        teams: [
          { team: "Engineering", from: start },
          { team: "Ops", from: "2025-02-01" },
        ],
      },
      {
        startDate: "2025-05-01",
        lastDay: "2025-05-31",
        reasonCode: "retirement",
        teams: [{ team: "Ops", from: "2025-05-01" }],
      },
    ]);
  });
});
