import { describe, it } from "@jest/globals";
import type { AssignmentType } from "../../../src/domain/member/messages.ts";
import { given } from "../support/specification.ts";
import { assigned, closed, held, left, on, opened, registered, removed, required } from "../support/vocabulary.ts";

const ids = { memberId: "ada", queueId: "billing" };
const ada = registered("ada");
const billing = opened("billing");
const both = [ada, registered("bob"), billing];

describe("assigning a queue", () => {
  const assign = (assignmentType: AssignmentType = "primary", date = "2025-03-01") =>
    ({ type: "AssignQueue", data: { ...ids, on: date, assignmentType } }) as const;

  it("records the assignment under an id of its own", () =>
    given(ada, billing)
      .when(assign("backup"))
      .then(
        on("2025-03-01", {
          type: "QueueAssigned",
          data: { ...ids, assignmentId: "id of assignment/ada/billing/0", assignmentType: "backup" },
        }),
      ));

  it("changes nothing when repeated", () =>
    given(ada, billing, assigned("ada", "billing")).when(assign()).thenNothing());

  it("is refused where they cover it in another way", () =>
    given(ada, billing, assigned("ada", "billing"))
      .when(assign("trainee"))
      .thenRejected("already-assigned", "Ada covers Billing as primary already", "change the type"));

  it("can be made again after it was removed, under another id", () =>
    given(ada, billing, assigned("ada", "billing"), removed("ada", "billing", "2025-02-01"))
      .when(assign())
      .then(
        on("2025-03-01", {
          type: "QueueAssigned",
          data: { ...ids, assignmentId: "id of assignment/ada/billing/1", assignmentType: "primary" },
        }),
      ));

  it("is refused for a queue that is not", () => given(ada).when(assign()).thenRejected("queue-unknown", "billing"));

  it("is refused for a queue that is closed", () =>
    given(ada, billing, closed("billing", "2025-02-01"))
      .when(assign())
      .thenRejected("queue-closed", "Billing was closed on 2025-02-01"));

  it("is refused for a leaver", () =>
    given(ada, billing, left("ada", "2025-01-31", "2025-02-01"))
      .when(assign())
      .thenRejected("member-not-active", "Ada"));

  it("is refused before the queue was opened", () =>
    given(ada, opened("billing", "2025-03-02"))
      .when(assign())
      .thenRejected("date-before-start", "The queue Billing opened on 2025-03-02"));

  it("is refused for a type that is not", () =>
    given(ada, billing)
      .when(assign("boss" as AssignmentType))
      .thenRejected("invalid-value", "primary, backup or trainee"));
});

describe("changing the type of an assignment", () => {
  const retype = (assignmentType: AssignmentType, acceptUncovered: readonly string[] = [], date = "2025-03-01") =>
    ({ type: "RetypeAssignment", data: { ...ids, on: date, assignmentType, acceptUncovered } }) as const;
  const retyped = (from: AssignmentType, to: AssignmentType, acceptedUncovered: readonly string[] = []) =>
    on("2025-03-01", {
      type: "QueueAssignmentRetyped",
      data: { ...ids, assignmentId: held("ada", "billing").assignmentId, from, to, acceptedUncovered },
    });

  it("records both types", () =>
    given(ada, billing, assigned("ada", "billing")).when(retype("backup")).then(retyped("primary", "backup")));

  it("changes nothing where that is the type", () =>
    given(ada, billing, assigned("ada", "billing")).when(retype("primary")).thenNothing());

  it("is refused where they do not cover the queue", () =>
    given(ada, billing).when(retype("backup")).thenRejected("not-assigned", "Ada does not cover Billing"));

  it("is refused to trainee where too few are left to cover", () =>
    given(ada, billing, required("billing", 1), assigned("ada", "billing"))
      .when(retype("trainee"))
      .thenRejected("queue-would-be-uncovered", "Billing (0 left, 1 required)"));

  it("records that this was accepted", () =>
    given(ada, billing, required("billing", 1), assigned("ada", "billing"))
      .when(retype("trainee", ["billing"]))
      .then(retyped("primary", "trainee", ["billing"])));

  it("counts a backup as cover", () =>
    given(ada, billing, required("billing", 1), assigned("ada", "billing"))
      .when(retype("backup"))
      .then(retyped("primary", "backup")));

  it("is taken before later changes of the queue that it does not touch", () =>
    given(ada, billing, assigned("ada", "billing"), required("billing", 1, "2025-03-02"))
      .when(retype("backup"))
      .then(retyped("primary", "backup")));

  it("is refused to trainee where the minimum would not be kept later, and names what requires it", () =>
    given(ada, billing, assigned("ada", "billing"), required("billing", 1, "2025-03-02"))
      .when(retype("trainee"))
      .thenRejected("conflicts-with-later-change", "required coverage of the queue Billing (2025-03-02)"));

  it("is refused to trainee before somebody else came, for the count on that day is another", () =>
    given(both, required("billing", 1), assigned("ada", "billing"), assigned("bob", "billing", "primary", "2025-04-01"))
      .when(retype("trainee"))
      .thenRejected("queue-would-be-uncovered", "Billing"));

  it("minds no later change of cover where none is lost", () =>
    given(both, required("billing", 1), assigned("ada", "billing"), assigned("bob", "billing", "primary", "2025-04-01"))
      .when(retype("backup"))
      .then(retyped("primary", "backup")));

  // Found by a random history: seed 1484150780 of histories.test.ts.
  describe("from trainee, before a removal that lost no cover when it was recorded", () => {
    const trained = [
      ada,
      billing,
      required("billing", 1),
      assigned("ada", "billing", "trainee"),
      removed("ada", "billing", "2025-03-02"),
    ];

    it("is refused, for the removal then leaves too few and nobody accepted that", () =>
      given(trained)
        .when(retype("primary"))
        .thenRejected("conflicts-with-later-change", "removal from a queue of Ada (2025-03-02)"));

    it("is recorded where the queue is accepted by name", () =>
      given(trained)
        .when(retype("primary", ["billing"]))
        .then(retyped("trainee", "primary", ["billing"])));

    it("is recorded where the removal had accepted the queue", () =>
      given(trained.slice(0, -1), removed("ada", "billing", "2025-03-02", ["billing"]))
        .when(retype("primary"))
        .then(retyped("trainee", "primary")));

    it("is recorded where another covers the queue", () =>
      given(registered("bob"), trained, assigned("bob", "billing"))
        .when(retype("primary"))
        .then(retyped("trainee", "primary")));
  });
});

describe("removing an assignment", () => {
  const unassign = (acceptUncovered: readonly string[] = [], date = "2025-03-01") =>
    ({ type: "UnassignQueue", data: { ...ids, on: date, acceptUncovered } }) as const;

  it("holds from the first day without it", () =>
    given(ada, billing, assigned("ada", "billing"))
      .when(unassign())
      .then(removed("ada", "billing", "2025-03-01")));

  it("changes nothing when repeated", () =>
    given(ada, billing, assigned("ada", "billing"), removed("ada", "billing", "2025-02-01"))
      .when(unassign())
      .thenNothing());

  it("is refused where they never covered the queue", () =>
    given(ada, billing).when(unassign()).thenRejected("not-assigned", "Ada does not cover Billing"));

  it("is refused where too few are left", () =>
    given(both, required("billing", 2), assigned("ada", "billing"), assigned("bob", "billing"))
      .when(unassign())
      .thenRejected("queue-would-be-uncovered", "Billing (1 left, 2 required)"));

  it("records that this was accepted", () =>
    given(ada, billing, required("billing", 1), assigned("ada", "billing"))
      .when(unassign(["billing"]))
      .then(removed("ada", "billing", "2025-03-01", ["billing"])));

  it("is refused where a later minimum would not be kept, unless the queue is accepted, which is recorded", () => {
    const later = given(ada, billing, assigned("ada", "billing"), required("billing", 1, "2025-03-02"));
    later.when(unassign()).thenRejected("conflicts-with-later-change", "required coverage of the queue Billing");
    later.when(unassign(["billing"])).then(removed("ada", "billing", "2025-03-01", ["billing"]));
  });

  it("is refused for who is not there", () => given(billing).when(unassign()).thenRejected("member-unknown", "ada"));
});
