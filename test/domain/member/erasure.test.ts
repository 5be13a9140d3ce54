import { describe, expect, it } from "@jest/globals";
import type { Command } from "../../../src/domain/command.ts";
import { decideSeeing } from "../support/seen.ts";
import { given, setting, timelineAfter, today } from "../support/specification.ts";
import { assigned, deactivate, left, on, opened, registered, register, renamed } from "../support/vocabulary.ts";

const erase = (ground: string | null = null, date = today): Command => ({
  type: "EraseMember",
  data: { memberId: "ada", on: date, ground },
});
const erased = (ground: string | null = null, memberId = "ada") =>
  on(today, { type: "MemberDataErased", data: { memberId, ground } });
const long = [registered("ada", {}, "2010-01-01"), left("ada", "2018-06-29", "2018-06-30")];
const recent = [registered("ada", {}, "2010-01-01"), left("ada", "2020-02-29", "2020-03-01")];
const rename = (memberId: string, name: string, date = today): Command => ({
  type: "RenameMember",
  data: { memberId, on: date, name },
});
const seal: Command = { type: "SealMember", data: { memberId: "ada", on: today } };

describe("erasing a member", () => {
  it("is recorded once retention is over", () =>
    given(...long)
      .when(erase())
      .then(erased()));

  it("is refused while they are active", () =>
    given(registered("ada")).when(erase("GDPR 17(1)(b)")).thenRejected("member-still-active", "Ada"));

  it.each([
    ["2018-06-30", "kept until 2025-06-30"],
    ["2020-02-29", "kept until 2027-03-01"],
  ])("is refused within seven years of the last day, %s", (lastDay, text) =>
    given(
      registered("ada", {}, "2010-01-01"),
      left("ada", lastDay, lastDay === "2020-02-29" ? "2020-03-01" : "2018-07-01"),
    )
      .when(erase())
      .thenRejected("member-within-retention", text, "legal ground"),
  );

  it("is refused for longer where retention is set to be longer", () =>
    given(...long)
      .when({ type: "EraseMember", data: { memberId: "ada", on: today, ground: null, years: 20 } })
      .thenRejected("member-within-retention", "kept until 2038-06-29"));

  it("takes a legal ground inside retention, which is recorded", () =>
    given(...recent)
      .when(erase(" GDPR article 17(1)(b) "))
      .then(erased("GDPR article 17(1)(b)")));

  it.each(["Ada asked for it", "request of ADA@example.com", ""])("is refused on the ground %j", (ground) =>
    given(...recent)
      .when(erase(ground))
      .thenRejected("invalid-value"),
  );

  it("needs no ground where the registration was an error", () =>
    given(
      registered("ada"),
      on("2025-01-01", {
        type: "MemberRegisteredInError",
        data: { memberId: "ada", email: "ada@example.com", closed: [], acceptedUncovered: [] },
      }),
    )
      .when(erase())
      .then(erased()));

  it("is done today and for all dates", () =>
    given(...long)
      .when(erase(null, "2025-01-01"))
      .thenRejected("invalid-value", "today"));

  it("changes nothing when repeated", () =>
    given(...long, erased())
      .when(erase())
      .thenNothing());

  it("is refused for whom nobody knows", () => given().when(erase()).thenRejected("member-unknown"));

  it("enters that they are forgotten, and frees each address that was theirs on each date", () => {
    const moved = on("2015-01-01", {
      type: "MemberEmailChanged",
      data: { memberId: "ada", from: "ada@example.com", to: "king@example.com" },
    });
    const { entries, timeline } = decideSeeing(
      erase(),
      timelineAfter([long[0], moved, long[1]].flatMap((e) => e ?? [])),
      setting,
    );
    const owners = (email: string) => timeline.emailOwners.get(email)?.map(({ ownerId, on: date }) => [date, ownerId]);
    expect(owners("ada@example.com")?.at(-1)?.[1]).toBeNull();
    expect(entries.map(({ guard, on: date }) => [guard, date])).toEqual([
      [{ kind: "email", email: "ada@example.com" }, "2010-01-01"],
      [{ kind: "email", email: "king@example.com" }, "2015-01-01"],
    ]);
    expect([...(timeline.holds?.forgotten ?? [])]).toEqual(["ada"]);
  });
});

describe("once a member is erased", () => {
  const history = [...long, erased()].flat();
  const commands: readonly Command[] = [
    rename("ada", "Ada King", "2012-01-01"),
    rename("ada", "Ada King", today),
    deactivate("ada"),
    { type: "ReactivateMember", data: { memberId: "ada", on: today } },
    { type: "RehireMember", data: { memberId: "ada", on: today, newTeam: false } },
    { type: "VoidRegistration", data: { memberId: "ada", on: today, acceptUncovered: [] } },
    { type: "ChangeManager", data: { memberId: "ada", on: "2012-01-01", managerId: null } },
    { type: "TransferMember", data: { memberId: "ada", on: "2012-01-01", team: "Search", newTeam: true } },
    { type: "AssignQueue", data: { memberId: "ada", on: "2012-01-01", queueId: "billing", assignmentType: "primary" } },
  ];

  it.each(commands.map((command) => [command.type, command] as const))("%s is refused", (_, command) =>
    given(opened("billing"), ...history)
      .when(command)
      .thenRejected("member-erased"),
  );

  it("nobody comes to report to them", () =>
    given(...history, registered("bob"))
      .when({ type: "ChangeManager", data: { memberId: "bob", on: today, managerId: "ada" } })
      .thenRejected("member-erased"));

  it("their address is free, also on a day before", () =>
    given(...history)
      .when(register("bob", { email: "ADA@example.com", on: "2024-01-01" }))
      .then(registered("bob", { email: "ADA@example.com", newTeam: false }, "2024-01-01")));

  it("their periods can still be sealed", () =>
    given(...history)
      .when(seal)
      .then(
        on(today, {
          type: "MemberSealed",
          data: {
            memberId: "ada",
            periods: [
              {
                startDate: "2010-01-01",
                lastDay: "2018-06-29",
                reasonCode: "resignation",
                teams: [{ team: "Engineering", from: "2010-01-01" }],
              },
            ],
          },
        }),
      ));

  it("what others did with them stays", () =>
    given(opened("billing"), ...history, registered("bob", { newTeam: false }), assigned("bob", "billing"))
      .when(rename("bob", "Bob B."))
      .then(renamed("bob", "Bob B.", today)));
});
