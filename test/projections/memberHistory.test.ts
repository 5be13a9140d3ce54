import { describe, it } from "@jest/globals";
import {
  assigned,
  coverageRequired,
  deactivated,
  managerChanged,
  opened,
  queueRenamed,
  registered,
  registeredInError,
  renamed,
  retyped,
  sealed,
  unassigned,
} from "./events.ts";
import { given, on } from "./given.ts";

const olli = on("2025-01-01", registered("olli", { skills: ["dns", "bgp"] }));
const dns = on("2025-01-01", opened("q1", "DNS"));
const covering = on("2025-02-01", assigned("olli", "a1", "q1"));

describe("the history of a member", () => {
  it("has one row a field that was given", () =>
    given()
      .when(olli)
      .thenTold(
        ["name", null, "olli"],
        ["email", null, "olli@example.com"],
        ["team", null, "Cloud"],
        ["skills", null, "dns, bgp"],
        ["start_date", null, "2025-01-01"],
        ["active", null, "true"],
      ));

  it("says who, when, from when it holds and why", () =>
    given(dns)
      .when(on("2025-02-01", renamed("olli", "olli", "Olli Aalto"), { reason: "married" }))
      .then({
        history: [
          {
            historyId: "event-2-1",
            memberId: "olli",
            changeType: "MemberRenamed",
            fieldName: "name",
            oldValue: "olli",
            newValue: "Olli Aalto",
            effectiveOn: "2025-02-01",
            changedAt: "2025-01-01T00:00:02.000Z",
            changedBy: "os:ada",
            reason: "married",
            eventId: "event-2",
            position: 2n,
            queueId: null,
          },
        ],
      }));

  it("tells what was believed when it was recorded, in whatever order the changes hold", () =>
    given(olli, on("2025-03-01", renamed("olli", "olli", "Olli Aalto")))
      .when(on("2025-02-01", renamed("olli", "olli", "Ollie")))
      .thenTold(["name", "olli", "Ollie"]));

  it("tells no field that stayed as it was", () =>
    given(olli)
      .when(on("2025-02-01", managerChanged("olli", null, null)))
      .thenTold());

  it("names a queue as it was called at the time", () =>
    given(olli, dns, covering, on("2025-03-01", queueRenamed("q1", "DNS", "Names")))
      .when(on("2025-04-01", unassigned("olli", "a1", "q1")))
      .then({
        history: [
          ...Array.from({ length: 6 }, () => ({ changeType: "MemberRegistered", queueId: null })),
          { changeType: "QueueAssigned", fieldName: "queue", oldValue: null, newValue: "DNS", queueId: "q1" },
          { changeType: "QueueAssigned", fieldName: "assignment_type", newValue: "primary", queueId: "q1" },
          { changeType: "QueueAssignmentRemoved", fieldName: "queue", oldValue: "Names", newValue: null },
          { changeType: "QueueAssignmentRemoved", fieldName: "assignment_type", oldValue: "primary", newValue: null },
        ],
      }));

  it("tells a change of type", () =>
    given(olli, dns, covering)
      .when(on("2025-03-01", retyped("olli", "a1", "q1", ["primary", "backup"])))
      .thenTold(["assignment_type", "primary", "backup"]));

  it("tells a departure with its reason, note and the queues that it closed", () =>
    given(olli, dns, covering)
      .when(
        on(
          "2025-06-01",
          deactivated(
            "olli",
            "2025-05-31",
            [{ assignmentId: "a1", queueId: "q1", assignmentType: "primary" }],
            "moves to Oulu",
          ),
        ),
      )
      .thenTold(
        ["active", "true", "false"],
        ["end_date", null, "2025-05-31"],
        ["reason_code", null, "resignation"],
        ["note", null, "moves to Oulu"],
        ["queue", "DNS", null],
        ["assignment_type", "primary", null],
      ));

  it("tells nothing of a queue's own changes", () =>
    given(dns)
      .when(on("2025-02-01", coverageRequired("q1", 2)))
      .then({ history: [] }));

  it("keeps what was recorded of a member who never was", () =>
    given(olli)
      .when(on("2025-01-01", registeredInError("olli")))
      .thenTold(["registered", "true", "false"]));

  it("is forgotten past retention, but that it was", () =>
    given(olli, on("2025-03-01", renamed("olli", "olli", "Olli Aalto")))
      .when(on("2033-01-01", sealed("olli")))
      .then({ history: [{ changeType: "MemberSealed", oldValue: "false", newValue: "true" }] }));
});
