import { describe, expect, it } from "@jest/globals";
import { decide } from "../../../src/domain/decide.ts";
import { foldLines } from "../../../src/domain/guard/lines.ts";
import { worldAt } from "../../../src/domain/timeline/worldAt.ts";
import { given, refusalOf, setting, timelineAfter } from "../support/specification.ts";
import { left, managed, on, registered, renamed } from "../support/vocabulary.ts";

const ada = registered("ada");
const memberId = "ada";

describe("renaming a member", () => {
  const rename = (name: string, date = "2025-03-01") =>
    ({ type: "RenameMember", data: { memberId, on: date, name } }) as const;

  it("records both names", () =>
    given(ada)
      .when(rename("Ada King"))
      .then(renamed("ada", "Ada King", "2025-03-01")));

  it("changes nothing where that is the name", () => given(ada).when(rename(" Ada ")).thenNothing());

  it("is refused for nobody known", () => given().when(rename("Ada")).thenRejected("member-unknown", "ada"));

  it("is refused for a leaver, and says when they left", () =>
    given(ada, left("ada", "2025-01-31", "2025-02-01"))
      .when(rename("Ada King"))
      .thenRejected("member-not-active", "Ada has left (last day 2025-01-31)", "rehire"));

  it("is refused before their start", () =>
    given(ada).when(rename("Ada King", "2024-12-31")).thenRejected("date-before-start", "Ada started on 2025-01-01"));

  it("is refused after today", () =>
    given(ada).when(rename("Ada King", "2025-07-01")).thenRejected("date-in-future", "2025-07-01"));

  it("is taken for a date before their newest change, from the name of that date", () =>
    given(ada, renamed("ada", "Ada Byron", "2025-04-01"))
      .when(rename("Ada King", "2025-03-31"))
      .then(renamed("ada", "Ada King", "2025-03-31")));

  it("is taken on the very day of their newest change", () =>
    given(
      ada,
      on("2025-04-01", {
        type: "MemberTransferred",
        data: { memberId, from: "Engineering", to: "Ops", newTeam: true },
      }),
    )
      .when(rename("Ada King", "2025-04-01"))
      .then(renamed("ada", "Ada King", "2025-04-01")));

  it("says that who is sealed is to be registered anew", () =>
    given(
      ada,
      left("ada", "2025-01-31", "2025-02-01"),
      on("2025-03-01", { type: "MemberSealed", data: { memberId, periods: [] } }),
    )
      .when(rename("Ada King", "2025-04-01"))
      .thenRejected("member-sealed", "sealed", "register them anew"));
});

describe("changing a member's email address", () => {
  const changeEmail = (email: string, date = "2025-03-01") =>
    ({ type: "ChangeMemberEmail", data: { memberId, on: date, email } }) as const;
  const changed = (to: string) =>
    on("2025-03-01", { type: "MemberEmailChanged", data: { memberId, from: "ada@example.com", to } });

  it("records both addresses", () =>
    given(ada).when(changeEmail("king@example.com")).then(changed("king@example.com")));

  it("records a change of case alone, which keeps the claim", () =>
    given(ada).when(changeEmail("Ada@Example.com")).then(changed("Ada@Example.com")));

  it("changes nothing where that is the address", () => given(ada).when(changeEmail("ada@example.com")).thenNothing());

  it("is refused where it is another's", () =>
    given(ada, registered("bob")).when(changeEmail("BOB@example.com")).thenRejected("email-taken", "Bob"));

  it("is refused for a date on which another still had it", () =>
    given(
      ada,
      registered("bob"),
      on("2025-04-01", {
        type: "MemberEmailChanged",
        data: { memberId: "bob", from: "bob@example.com", to: "b@example.com" },
      }),
    )
      .when(changeEmail("bob@example.com"))
      .thenRejected("email-taken", "bob@example.com", "Bob"));

  it("is refused for a date on which it was free, where another has it later", () =>
    given(
      ada,
      registered("bob"),
      on("2025-04-01", {
        type: "MemberEmailChanged",
        data: { memberId: "bob", from: "bob@example.com", to: "king@example.com" },
      }),
    )
      .when(changeEmail("king@example.com"))
      .thenRejected("conflicts-with-later-change", "new email address of Bob (2025-04-01)", "Withdraw that change"));

  it("is refused for every later change by which another has it, also one of case alone", () => {
    const changed = (from: string, to: string, date: string) =>
      on(date, { type: "MemberEmailChanged", data: { memberId: "bob", from, to } });
    given(
      ada,
      registered("bob"),
      changed("bob@example.com", "KING@example.com", "2025-04-01"),
      changed("KING@example.com", "king@example.com", "2025-05-01"),
    )
      .when(changeEmail("king@example.com"))
      .thenRejected("conflicts-with-later-change", "Bob (2025-04-01)", "Bob (2025-05-01)", "Withdraw those changes");
  });
});

describe("transferring a member", () => {
  const transfer = (team: string, newTeam = false) =>
    ({ type: "TransferMember", data: { memberId, on: "2025-03-01", team, newTeam } }) as const;
  const transferred = (to: string, newTeam: boolean) =>
    on("2025-03-01", { type: "MemberTransferred", data: { memberId, from: "Engineering", to, newTeam } });

  it("records both teams", () =>
    given(ada, registered("bob", { team: "Ops" }))
      .when(transfer("Ops"))
      .then(transferred("Ops", false)));

  it("founds a team that is said to be new", () =>
    given(ada).when(transfer("Ops", true)).then(transferred("Ops", true)));

  it("is refused to a team that is not", () => given(ada).when(transfer("Ops")).thenRejected("unknown-team", "Ops"));

  it("changes nothing where that is the team", () => given(ada).when(transfer("Engineering")).thenNothing());
});

describe("changing a member's details", () => {
  const change = (data: { title?: string | null; timezone?: string | null; skills?: readonly string[] }) =>
    ({ type: "ChangeMemberDetails", data: { memberId, on: "2025-03-01", ...data } }) as const;
  const changed = (data: object) => on("2025-03-01", { type: "MemberDetailsChanged", data: { memberId, ...data } });

  it("records what differs and nothing else", () =>
    given(registered("ada", { timezone: "Europe/London" }))
      .when(change({ title: "Analyst", timezone: "Europe/London", skills: [] }))
      .then(changed({ title: { from: null, to: "Analyst" } })));

  it("records a detail that is taken away", () =>
    given(registered("ada", { title: "Analyst", skills: ["Go"] }))
      .when(change({ title: null, skills: [] }))
      .then(changed({ title: { from: "Analyst", to: null }, skills: { from: ["Go"], to: [] } })));

  it("records a zone of the IANA database", () =>
    given(ada)
      .when(change({ timezone: "Asia/Kolkata" }))
      .then(changed({ timezone: { from: null, to: "Asia/Kolkata" } })));

  it.each(["Mars/Olympus", "+01:00", "now"])("is refused for the zone %s", (timezone) => {
    given(ada).when(change({ timezone })).thenRejected("invalid-value", "time zone");
  });

  it("changes nothing where everything is as given", () =>
    given(ada)
      .when(change({ title: null }))
      .thenNothing());

  it("changes nothing where nothing is given", () => given(ada).when(change({})).thenNothing());
});

describe("changing a member's manager", () => {
  const report = (to: string | null, date = "2025-03-01") =>
    ({ type: "ChangeManager", data: { memberId, on: date, managerId: to } }) as const;
  const bob = registered("bob");

  it("records both managers", () =>
    given(ada, bob)
      .when(report("bob"))
      .then(managed("ada", null, "bob", "2025-03-01")));

  it("can leave them with none", () =>
    given(bob, registered("ada", { managerId: "bob" }))
      .when(report(null))
      .then(managed("ada", "bob", null, "2025-03-01")));

  it("changes nothing where that is the manager", () =>
    given(bob, registered("ada", { managerId: "bob" }))
      .when(report("bob"))
      .thenNothing());

  it("is refused for themselves", () => given(ada).when(report("ada")).thenRejected("manager-cycle", "themselves"));

  it("is refused for who reports to them", () =>
    given(ada, registered("bob", { managerId: "ada" }))
      .when(report("bob"))
      .thenRejected("manager-cycle", "Bob reports to Ada, so Ada cannot report to Bob"));

  it("is refused for who reports to them through others", () =>
    given(
      ada,
      registered("bob", { managerId: "ada" }),
      registered("cid", { managerId: "bob" }),
      registered("dot", { managerId: "cid" }),
    )
      .when(report("dot"))
      .thenRejected("manager-cycle", "Dot reports to Ada through Cid, Bob,"));

  it("is refused for a date before the line that would close a cycle, naming that line", () =>
    given(ada, bob, managed("bob", null, "ada", "2025-04-01"))
      .when(report("bob"))
      .thenRejected("conflicts-with-later-change", "new manager of Bob (2025-04-01)"));

  it("is refused for a leaver", () =>
    given(ada, bob, left("bob", "2025-01-31", "2025-02-01"))
      .when(report("bob"))
      .thenRejected("manager-not-active", "Bob"));

  it("is refused where the guard of lines knows of a departure that the manager's stream was read before", () => {
    const world = worldAt(timelineAfter([ada, bob]), "2025-03-01");
    const gone = { type: "GuardEntered", data: { facts: [{ kind: "line", memberId: "bob", active: false }] } } as const;
    const history = foldLines(world.lines.history, [{ ...gone, effectiveOn: "2025-02-01" }]);
    const refusal = refusalOf(() => decide(report("bob"), { ...world, lines: { ...world.lines, history } }, setting));
    expect(refusal?.code).toBe("manager-not-active");
  });

  it("is refused for who was registered in error", () =>
    given(
      ada,
      bob,
      on("2025-01-01", {
        type: "MemberRegisteredInError",
        data: { memberId: "bob", email: "bob@example.com", closed: [], acceptedUncovered: [] },
      }),
    )
      .when(report("bob"))
      .thenRejected("member-unknown", "Bob"));

  it("is refused for a date on which the manager was away", () =>
    given(
      ada,
      bob,
      left("bob", "2025-01-31", "2025-02-01"),
      on("2025-04-01", { type: "MemberReactivated", data: { memberId: "bob", lastDay: "2025-01-31" } }),
    )
      .when(report("bob", "2025-03-31"))
      .thenRejected("manager-not-active", "Bob"));

  it("is refused where the manager leaves later, naming the departure", () =>
    given(ada, bob, left("bob", "2025-03-31", "2025-04-01"))
      .when(report("bob", "2025-03-01"))
      .thenRejected("conflicts-with-later-change", "departure of Bob (2025-04-01)"));
});
