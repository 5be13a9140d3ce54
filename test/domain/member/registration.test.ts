import { describe, it } from "@jest/globals";
import { given } from "../support/specification.ts";
import {
  assigned,
  deactivate,
  held,
  left,
  managed,
  on,
  opened,
  register,
  registered,
  renamed,
  required,
  start,
} from "../support/vocabulary.ts";

describe("registering a member", () => {
  it("records who they are, from their start date on", () =>
    given(registered("ada"))
      .when(register("bob", { title: "Engineer", timezone: "Europe/Berlin", skills: ["SQL", "Go"] }))
      .then(
        registered("bob", { newTeam: false, title: "Engineer", timezone: "Europe/Berlin", skills: ["SQL", "Go"] }),
      ));

  it("founds a team that is said to be new", () =>
    given()
      .when(register("ada", { newTeam: true }))
      .then(registered("ada", { newTeam: true })));

  it("founds no team that is there already, new or not", () =>
    given(registered("ada"))
      .when(register("bob", { newTeam: true }))
      .then(registered("bob", { newTeam: false })));

  it("trims what a person typed", () =>
    given(registered("ada"))
      .when(register("bob", { name: "  Bob ", email: " bob@example.com\n", team: " Engineering " }))
      .then(registered("bob", { newTeam: false })));

  it("names a skill once, however often it is given", () =>
    given(registered("ada"))
      .when(register("bob", { skills: ["Go", "SQL", " Go"] }))
      .then(registered("bob", { newTeam: false, skills: ["Go", "SQL"] })));

  it("changes nothing when repeated", () => given(registered("ada")).when(register("ada")).thenNothing());

  it("is refused for somebody who is registered otherwise", () =>
    given(registered("ada"))
      .when(register("ada", { name: "Ada L." }))
      .thenRejected("member-already-registered", "Ada"));

  it("changes nothing again for who has left meanwhile: on that date they are as given", () =>
    given(registered("ada"), left("ada", "2025-01-31", "2025-02-01"))
      .when(register("ada"))
      .thenNothing());

  it("is refused for a date before they were registered", () =>
    given(registered("ada"))
      .when(register("ada", { on: "2024-12-31" }))
      .thenRejected("member-already-registered", "2025-01-01"));

  describe("with an email address", () => {
    it("is refused where it is another's, whatever its case or width", () => {
      const refused = given(registered("ada")).when(register("bob", { email: "ＡDA@Example.COM" }));
      refused.thenRejected("email-taken", "belongs to Ada");
      refused.thenRejectedNaming("email-taken", { memberId: "ada" });
    });

    it("is refused where it is a leaver's, and says that they can come back", () =>
      given(registered("ada"), left("ada", "2025-01-31", "2025-02-01"))
        .when(register("bob", { email: "ada@example.com", on: "2025-03-01" }))
        .thenRejected("email-taken", "Ada, who has left", "rehire"));

    it("takes one that was given back", () =>
      given(
        registered("ada"),
        on("2025-02-01", {
          type: "MemberEmailChanged",
          data: { memberId: "ada", from: "ada@example.com", to: "lovelace@example.com" },
        }),
      )
        .when(register("bob", { email: "ada@example.com", on: "2025-02-01" }))
        .then(registered("bob", { email: "ada@example.com", newTeam: false }, "2025-02-01")));

    it("is refused for a date on which another still had it", () =>
      given(
        registered("ada"),
        on("2025-02-01", {
          type: "MemberEmailChanged",
          data: { memberId: "ada", from: "ada@example.com", to: "lovelace@example.com" },
        }),
      )
        .when(register("bob", { email: "ada@example.com", on: "2025-01-31" }))
        .thenRejected("email-taken", "ada@example.com", "Ada"));
  });

  describe("in a team", () => {
    it("is refused where nobody founded it, naming those there are", () => {
      const refused = given(registered("ada")).when(register("bob", { team: "Enginering" }));
      refused.thenRejected("unknown-team", "Enginering", "Engineering", "new team");
      refused.thenRejectedNaming("unknown-team", { team: "Enginering", teams: ["Engineering"] });
    });

    it.each(["engineering", "ENGINEERING", "Ｅngineering"])(
      "asks whether %s is not Engineering, new or not",
      (team) => {
        given(registered("ada"))
          .when(register("bob", { team, newTeam: true }))
          .thenRejected("unknown-team", "did you mean Engineering?");
      },
    );
  });

  describe("under a manager", () => {
    it("records the manager", () =>
      given(registered("ada"))
        .when(register("bob", { managerId: "ada" }))
        .then(registered("bob", { managerId: "ada", newTeam: false })));

    it("is refused under nobody known", () =>
      given(registered("ada"))
        .when(register("bob", { managerId: "zoe" }))
        .thenRejected("member-unknown", "zoe"));

    it("is refused under themselves", () =>
      given(registered("ada"))
        .when(register("bob", { managerId: "bob" }))
        .thenRejected("manager-cycle", "Bob cannot report to themselves"));

    it("is refused under a leaver", () =>
      given(registered("ada"), left("ada", "2025-01-31", "2025-02-01"))
        .when(register("bob", { managerId: "ada", on: "2025-03-01" }))
        .thenRejected("manager-not-active", "Ada has left"));

    it("is refused for a date before the manager's start", () =>
      given(registered("ada", {}, "2025-03-01"))
        .when(register("bob", { managerId: "ada", on: "2025-02-28" }))
        .thenRejected("date-before-start", "Ada started on 2025-03-01"));

    it("is refused for a date before the line above the manager was drawn", () =>
      given(
        registered("ada"),
        registered("bob"),
        registered("cid", { managerId: "bob" }),
        managed("bob", null, "ada", "2025-04-01"),
      )
        .when(register("dot", { managerId: "cid", on: "2025-03-31" }))
        .then(registered("dot", { managerId: "cid", newTeam: false }, "2025-03-31")));
  });

  it("is refused for a day that has not come", () =>
    given(registered("ada"))
      .when(register("bob", { on: "2025-07-01" }))
      .thenRejected("date-in-future", "2025-07-01", "2025-06-30"));

  it("is refused for a day that does not exist", () => {
    const refused = given().when(register("ada", { on: "2025-02-30" }));
    refused.thenRejected("invalid-value", "2025-01-31");
    refused.thenRejectedNaming("invalid-value", { field: "on" });
  });
});

describe("withdrawing a registration made in error", () => {
  const withdraw = (memberId: string, data: { on?: string; reportsTo?: string; acceptUncovered?: string[] } = {}) =>
    ({ type: "VoidRegistration", data: { memberId, on: "2025-06-01", acceptUncovered: [], ...data } }) as const;
  const withdrawn = (memberId: string) =>
    on(start, {
      type: "MemberRegisteredInError",
      data: { memberId, email: `${memberId}@example.com`, closed: [], acceptedUncovered: [] },
    });

  it("holds from their start, so that they never were", () =>
    given(registered("ada")).when(withdraw("ada")).then(withdrawn("ada")));

  it("holds whatever has happened to them since", () =>
    given(registered("ada"), left("ada", "2025-01-31", "2025-02-01"))
      .when(withdraw("ada"))
      .then(withdrawn("ada")));

  it("moves their reports from the date on", () =>
    given(registered("ada"), registered("bob", { managerId: "ada" }), registered("cid"))
      .when(withdraw("ada", { reportsTo: "cid" }))
      .then(managed("bob", "ada", "cid", "2025-06-01"), withdrawn("ada")));

  it("frees those who left while they reported to them", () =>
    given(registered("ada"), registered("bob", { managerId: "ada" }), left("bob", "2025-01-31", "2025-02-01"))
      .when(withdraw("ada"))
      .then(managed("bob", "ada", null, "2025-06-01"), withdrawn("ada")));

  it("is refused where it leaves reports without a manager", () =>
    given(registered("ada"), registered("bob", { managerId: "ada" }))
      .when(withdraw("ada"))
      .thenRejected("member-has-reports", "Bob reports to Ada"));

  it("is refused before what happened to a report since", () =>
    given(
      registered("ada"),
      registered("bob", { managerId: "ada" }),
      registered("cid"),
      renamed("bob", "Bobby", "2025-06-02"),
    )
      .when(withdraw("ada", { reportsTo: "cid" }))
      .then(
        managed("bob", "ada", "cid", "2025-06-01"),
        on("2025-01-01", {
          type: "MemberRegisteredInError",
          data: { memberId: "ada", email: "ada@example.com", closed: [], acceptedUncovered: [] },
        }),
      ));

  it("is refused for a date on which one who is to be led by another had left, or had not come", () => {
    const rehired = on("2025-08-01", {
      type: "MemberRehired",
      data: {
        ...{ memberId: "bob", newTeam: false },
        ...{ from: { startDate: start, endDate: "2025-05-31" }, team: { from: "Engineering", to: "Engineering" } },
        ...{ title: { from: null, to: null }, managerId: { from: null, to: "ada" } },
      },
    });
    const led = [
      registered("ada"),
      registered("cid"),
      registered("bob"),
      left("bob", "2025-05-31", "2025-06-01"),
      rehired,
    ];
    given(led)
      .when(withdraw("ada", { reportsTo: "cid" }))
      .thenRejected("member-not-active", "Bob is not there on 2025-06-01");
    given(registered("ada"), registered("cid"), registered("bob", { managerId: "ada" }, "2025-08-01"))
      .when(withdraw("ada", { reportsTo: "cid" }))
      .thenRejected("member-not-active", "is not there on 2025-06-01");
  });

  it("closes what they cover, and is refused where that leaves too few", () => {
    const covering = [registered("ada"), opened("billing"), required("billing", 1), assigned("ada", "billing")];
    given(covering).when(withdraw("ada")).thenRejected("queue-would-be-uncovered", "Billing (0 left, 1 required)");
    given(covering)
      .when(withdraw("ada", { acceptUncovered: ["billing"] }))
      .then(
        on(start, {
          type: "MemberRegisteredInError",
          data: {
            ...{ memberId: "ada", email: "ada@example.com" },
            ...{ closed: [held("ada", "billing")], acceptedUncovered: ["billing"] },
          },
        }),
      );
  });

  it("gives the address back", () =>
    given(registered("ada"), withdrawn("ada"))
      .when(register("bob", { email: "ada@example.com" }))
      .then(registered("bob", { email: "ada@example.com", newTeam: false })));

  it("leaves an address to whom it was until they had it", () => {
    const changed = (memberId: string, from: string, to: string) =>
      on("2025-03-01", { type: "MemberEmailChanged", data: { memberId, from, to } });
    given(
      registered("ada"),
      registered("bob"),
      changed("bob", "bob@example.com", "robert@example.com"),
      changed("ada", "ada@example.com", "bob@example.com"),
    )
      .when(withdraw("ada"))
      .thenEntering({
        guard: { kind: "email", email: "bob@example.com" },
        fact: { kind: "owner", ownerId: "bob" },
        on: start,
      });
  });

  it("changes nothing when repeated", () =>
    given(registered("ada"), withdrawn("ada")).when(withdraw("ada")).thenNothing());

  it("leaves nobody to be changed", () =>
    given(registered("ada"), withdrawn("ada"))
      .when(deactivate("ada"))
      .thenRejected("member-unknown", "Ada was registered in error"));

  it("is refused for a date before they were registered", () =>
    given(registered("ada"))
      .when(withdraw("ada", { on: "2024-12-31" }))
      .thenRejected("date-before-start", "Ada started on 2025-01-01"));
});
