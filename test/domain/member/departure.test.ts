import { describe, it } from "@jest/globals";
import { addDays } from "../../../src/domain/kernel/time.ts";
import { given, today } from "../support/specification.ts";
import {
  assigned,
  deactivate,
  held,
  left,
  managed,
  on,
  opened,
  registered,
  renamed,
  required,
  removed,
} from "../support/vocabulary.ts";

const ada = registered("ada");

describe("deactivating a member", () => {
  it("holds from the day after the last day", () =>
    given(ada)
      .when(deactivate("ada"))
      .then(left("ada", "2025-05-31", "2025-06-01")));

  it("keeps the reason and the note", () =>
    given(ada)
      .when(deactivate("ada", { reasonCode: "other", note: " Moves to the sea.\nWill be missed. " }))
      .then(
        left("ada", "2025-05-31", "2025-06-01", { reasonCode: "other", note: "Moves to the sea.\nWill be missed." }),
      ));

  it("keeps no note of spaces", () =>
    given(ada)
      .when(deactivate("ada", { note: " \n " }))
      .then(left("ada", "2025-05-31", "2025-06-01")));

  it("closes their assignments and remembers which", () =>
    given(ada, opened("billing"), opened("search"), assigned("ada", "billing"), assigned("ada", "search", "trainee"))
      .when(deactivate("ada"))
      .then(
        left("ada", "2025-05-31", "2025-06-01", { closed: [held("ada", "billing"), held("ada", "search", "trainee")] }),
      ));

  it("can have its last day before the start: no day served", () =>
    given(registered("ada", {}, today))
      .when(deactivate("ada", { lastDay: "2025-06-29" }))
      .then(left("ada", "2025-06-29", today)));

  it("is refused for a last day earlier than that", () =>
    given(registered("ada", {}, today))
      .when(deactivate("ada", { lastDay: "2025-06-28" }))
      .thenRejected("date-before-start", "Ada started on 2025-06-30"));

  it.each([today, "2025-07-01"])("is refused for a last day that is not over: %s", (lastDay) => {
    given(ada).when(deactivate("ada", { lastDay })).thenRejected("date-in-future", lastDay, "is not over");
  });

  it("is refused before what happened to them since, by the ids of what may be withdrawn with it", () => {
    const refused = given(ada, renamed("ada", "Ada King", "2025-06-02")).when(deactivate("ada"));
    refused.thenRejected(
      "conflicts-with-later-change",
      "new name of Ada King (2025-06-02)",
      "use 2025-06-02 or a later",
    );
    refused.thenRejectedNaming("conflicts-with-later-change", {
      ...{ on: "2025-06-01", earliest: "2025-06-02", withdraw: ["event 1"] },
      changes: [{ eventId: "event 1", memberId: "ada", type: "MemberRenamed", on: "2025-06-02" }],
    });
  });

  it("withdraws what happened to them since, where that is said", () => {
    const since = renamed("ada", "Ada King", "2025-06-02");
    given(ada, since)
      .when(deactivate("ada", { withdraw: ["event 1"] }))
      .then(
        left("ada", "2025-05-31", "2025-06-01"),
        on("2025-06-02", {
          type: "MemberChangeReversed",
          data: {
            ...{ memberId: "ada", reverses: "event 1", acceptedUncovered: [] },
            reversed: { type: "MemberRenamed", data: { memberId: "ada", from: "Ada", to: "Ada King" } },
          },
        }),
      );
  });

  it("withdraws nothing that does not stand in the way", () =>
    given(ada, renamed("ada", "Ada King", "2025-02-02"))
      .when(deactivate("ada", { withdraw: ["event 1"] }))
      .thenRejected("invalid-value", "does not stand in the way"));

  it("is refused for a reason that is not on the list", () => {
    const refused = given(ada).when(deactivate("ada", { reasonCode: "bored" as "other" }));
    refused.thenRejected("invalid-value", "resignation", "or other");
    refused.thenRejectedNaming("invalid-value", { field: "reasonCode" });
  });

  it("changes nothing when repeated", () =>
    given(ada, left("ada", "2025-05-31", "2025-06-01"))
      .when(deactivate("ada"))
      .thenNothing());

  it("is refused for who has left otherwise", () =>
    given(ada, left("ada", "2025-05-31", "2025-06-01"))
      .when(deactivate("ada", { lastDay: "2025-06-10" }))
      .thenRejected("member-not-active", "last day 2025-05-31"));
});

describe("deactivating a manager", () => {
  const team = [
    ada,
    registered("bob", { managerId: "ada" }),
    registered("cid", { managerId: "ada" }),
    registered("dot"),
  ];

  it("is refused while somebody reports to them, naming each", () => {
    const refused = given(team).when(deactivate("ada"));
    refused.thenRejected("member-has-reports", "Bob, Cid report to Ada");
    refused.thenRejectedNaming("member-has-reports", {
      reports: [{ memberId: "bob", name: "Bob" }, { memberId: "cid" }],
    });
  });

  it("moves the reports to the manager who is named, each on their own stream", () =>
    given(team)
      .when(deactivate("ada", { reportsTo: "dot" }))
      .then(
        managed("bob", "ada", "dot", "2025-06-01"),
        managed("cid", "ada", "dot", "2025-06-01"),
        left("ada", "2025-05-31", "2025-06-01"),
      ));

  it("minds no report who has left before", () =>
    given(ada, registered("bob", { managerId: "ada" }), left("bob", "2025-01-31", "2025-02-01"))
      .when(deactivate("ada"))
      .then(left("ada", "2025-05-31", "2025-06-01")));

  it("is refused where one of the reports is to take over", () =>
    given(team)
      .when(deactivate("ada", { reportsTo: "bob" }))
      .thenRejected("manager-cycle", "Bob"));

  it("is refused where the leaver is to take over", () =>
    given(team)
      .when(deactivate("ada", { reportsTo: "ada" }))
      .thenRejected("manager-not-active", "Ada"));

  it("is refused where a leaver is to take over", () =>
    given(team, left("dot", "2025-01-31", "2025-02-01"))
      .when(deactivate("ada", { reportsTo: "dot" }))
      .thenRejected("manager-not-active", "Dot"));

  it("is refused where nobody known is to take over", () =>
    given(team)
      .when(deactivate("ada", { reportsTo: "zoe" }))
      .thenRejected("member-unknown", "zoe"));

  it("moves no report who comes to them later, but names them", () =>
    given(ada, registered("bob"), managed("bob", null, "ada", "2025-06-02"))
      .when(deactivate("ada"))
      .thenRejected("conflicts-with-later-change", "new manager of Bob (2025-06-02)"));

  it("is refused for a date on which a report was still theirs who has moved since", () =>
    given(ada, registered("bob", { managerId: "ada" }), registered("dot"), managed("bob", "ada", "dot", "2025-06-02"))
      .when(deactivate("ada"))
      .thenRejected("member-has-reports", "Bob"));
});

describe("deactivating who covers a queue with a minimum", () => {
  const covered = [ada, registered("bob"), opened("billing"), required("billing", 1), assigned("ada", "billing")];

  it("is refused where too few are left, naming the queue and its minimum", () => {
    const refused = given(covered).when(deactivate("ada"));
    refused.thenRejected("queue-would-be-uncovered", "Without Ada", "Billing (0 left, 1 required)");
    refused.thenRejectedNaming("queue-would-be-uncovered", {
      queues: [{ queueId: "billing", queue: "Billing", minimum: 1, left: 0 }],
    });
  });

  it("records that it was accepted", () =>
    given(covered)
      .when(deactivate("ada", { acceptUncovered: ["billing", "search"] }))
      .then(
        left("ada", "2025-05-31", "2025-06-01", { closed: [held("ada", "billing")], acceptedUncovered: ["billing"] }),
      ));

  it("is not lifted by accepting another queue", () =>
    given(covered)
      .when(deactivate("ada", { acceptUncovered: ["search"] }))
      .thenRejected("queue-would-be-uncovered"));

  it("needs no acceptance where enough are left", () =>
    given(covered, assigned("bob", "billing", "backup"))
      .when(deactivate("ada"))
      .then(left("ada", "2025-05-31", "2025-06-01", { closed: [held("ada", "billing")] })));

  it("does not count a trainee among those who are left", () =>
    given(covered, assigned("bob", "billing", "trainee"))
      .when(deactivate("ada"))
      .thenRejected("queue-would-be-uncovered"));

  it("needs no acceptance for a trainee who leaves", () =>
    given(ada, opened("billing"), required("billing", 1), assigned("ada", "billing", "trainee"))
      .when(deactivate("ada"))
      .then(left("ada", "2025-05-31", "2025-06-01", { closed: [held("ada", "billing", "trainee")] })));

  it("is refused before somebody else came, for the count on that day is another", () =>
    given(covered, assigned("bob", "billing", "primary", "2025-06-02"))
      .when(deactivate("ada"))
      .thenRejected("queue-would-be-uncovered", "Billing"));

  it("minds no change of cover where there is no minimum", () =>
    given(
      ada,
      registered("bob"),
      opened("billing"),
      assigned("ada", "billing"),
      assigned("bob", "billing", "primary", "2025-06-02"),
    )
      .when(deactivate("ada"))
      .then(left("ada", "2025-05-31", "2025-06-01", { closed: [held("ada", "billing")] })));

  it("forgets a cover that was removed", () =>
    given(covered, assigned("bob", "billing"), removed("bob", "billing", "2025-02-01"))
      .when(deactivate("ada"))
      .thenRejected("queue-would-be-uncovered"));
});

describe("sealing a member", () => {
  const seal = (date: string) => ({ type: "SealMember", data: { memberId: "ada", on: date } }) as const;
  const early = registered("ada", {}, "2010-01-01");
  const period = {
    startDate: "2010-01-01",
    reasonCode: "resignation",
    teams: [{ team: "Engineering", from: "2010-01-01" }],
  };

  it("leaves the periods of employment behind", () =>
    given(early, left("ada", "2018-06-29", "2018-06-30"))
      .when(seal(today))
      .then(
        on(today, {
          type: "MemberSealed",
          data: { memberId: "ada", periods: [{ ...period, lastDay: "2018-06-29", reasonCode: "resignation" }] },
        }),
      ));

  it("frees those who left while they reported to them", () =>
    given(
      early,
      registered("bob", { managerId: "ada" }, "2010-01-01"),
      left("bob", "2018-01-01", "2018-01-02"),
      left("ada", "2018-06-29", "2018-06-30"),
    )
      .when(seal(today))
      .then(
        managed("bob", "ada", null, today),
        on(today, {
          type: "MemberSealed",
          data: { memberId: "ada", periods: [{ ...period, lastDay: "2018-06-29", reasonCode: "resignation" }] },
        }),
      ));
  it("is refused within seven years of the last day", () =>
    given(early, left("ada", "2018-06-30", "2018-07-01"))
      .when(seal(today))
      .thenRejected("member-within-retention", "kept until 2025-06-30"));

  it.each([
    ["2016-02-29", "2023-03-01", "2023-03-02"],
    ["2017-02-28", "2024-02-28", "2024-02-29"],
    ["2018-03-01", "2025-03-01", "2025-03-02"],
  ])("counts seven years from %s by the calendar, up to %s", (lastDay, kept, after) => {
    const gone = given(early, left("ada", lastDay, addDays(lastDay, 1)));
    gone.when(seal(kept)).thenRejected("member-within-retention", `kept until ${kept}`);
    gone.when(seal(after)).then(
      on(after, {
        type: "MemberSealed",
        data: { memberId: "ada", periods: [{ ...period, lastDay, reasonCode: "resignation" }] },
      }),
    );
  });

  it("is refused for who is active", () => given(early).when(seal(today)).thenRejected("member-still-active", "Ada"));

  it("changes nothing when repeated", () =>
    given(
      early,
      left("ada", "2018-06-29", "2018-06-30"),
      on(today, { type: "MemberSealed", data: { memberId: "ada", periods: [] } }),
    )
      .when(seal(today))
      .thenNothing());
});
