import { describe, it } from "@jest/globals";
import {
  assigned,
  coverageRequired,
  deactivated,
  opened,
  queueClosed,
  queueRenamed,
  registered,
  registeredInError,
  renamed,
  retyped,
  sealed,
  unassigned,
} from "./events.ts";
import { given, on } from "./given.ts";

const olli = on("2025-01-01", registered("olli"));
const dns = on("2025-01-01", opened("q1", "DNS"));
const covering = on("2025-02-01", assigned("olli", "a1", "q1"));

describe("the row of a queue", () => {
  it("opens, is renamed, requires coverage and closes", () =>
    given()
      .when(
        dns,
        on("2025-02-01", queueRenamed("q1", "DNS", "Names")),
        on("2025-03-01", coverageRequired("q1", 2)),
        on("2025-04-01", queueClosed("q1")),
      )
      .then({
        queues: [
          { queueId: "q1", name: "Names", minimum: 2, open: false, openedOn: "2025-01-01", closedOn: "2025-04-01" },
        ],
      }));

  it("stands as its newest change in date order left it", () =>
    given(dns, on("2025-03-01", queueRenamed("q1", "DNS", "Names")))
      .when(on("2025-02-01", queueRenamed("q1", "DNS", "Domains")))
      .then({ queues: [{ name: "Names", position: 3n, effectiveOn: "2025-03-01" }] }));
});

describe("the row of an assignment", () => {
  it("takes the queue's name from the queue", () =>
    given(olli, dns)
      .when(covering)
      .then({
        assignments: [
          {
            assignmentId: "a1",
            memberId: "olli",
            queueId: "q1",
            queueName: "DNS",
            assignmentType: "primary",
            assignedDate: "2025-02-01",
            removedDate: null,
            active: true,
            position: 3n,
          },
        ],
      }));

  it("is called as its queue is called now, when that is renamed", () =>
    given(olli, dns, covering, on("2025-02-01", unassigned("olli", "a1", "q1")))
      .when(on("2025-03-01", queueRenamed("q1", "DNS", "Names")))
      .then({ assignments: [{ queueName: "Names", active: false, position: 5n }] }));

  it("keeps the queue's name when an older name is recorded late", () =>
    given(olli, dns, covering, on("2025-03-01", queueRenamed("q1", "DNS", "Names")))
      .when(on("2025-02-15", queueRenamed("q1", "DNS", "Domains")))
      .then({ assignments: [{ queueName: "Names", position: 5n }] }));

  it("changes its type", () =>
    given(olli, dns, covering)
      .when(on("2025-03-01", retyped("olli", "a1", "q1", ["primary", "trainee"])))
      .then({ assignments: [{ assignmentType: "trainee", position: 4n }] }));

  it("stays, inactive, once removed; another assignment is another row", () =>
    given(olli, dns, covering)
      .when(on("2025-03-01", unassigned("olli", "a1", "q1")), on("2025-03-01", assigned("olli", "a2", "q1", "backup")))
      .then({
        assignments: [
          { assignmentId: "a1", active: false, removedDate: "2025-03-01" },
          { assignmentId: "a2", active: true, assignedDate: "2025-03-01", assignmentType: "backup" },
        ],
      }));

  it("is closed by the member's departure, on the first day without them", () =>
    given(olli, dns, covering)
      .when(
        on(
          "2025-06-01",
          deactivated("olli", "2025-05-31", [{ assignmentId: "a1", queueId: "q1", assignmentType: "primary" }]),
        ),
      )
      .then({ assignments: [{ active: false, removedDate: "2025-06-01" }] }));

  it("goes with a member who never was, those that were closed before too", () =>
    given(olli, dns, covering, on("2025-03-01", unassigned("olli", "a1", "q1")))
      .when(on("2025-04-01", assigned("olli", "a2", "q1")), on("2025-01-01", registeredInError("olli")))
      .then({ assignments: [], members: [] }));

  it("goes with a member past retention", () =>
    given(olli, dns, covering)
      .when(on("2033-01-01", sealed("olli")))
      .then({ assignments: [], members: [] }));

  it("reaches the position of its queue's renaming also where the member's stream is folded anew", () =>
    given(olli, dns, covering, on("2025-03-01", queueRenamed("q1", "DNS", "Names")))
      .when(on("2025-01-15", renamed("olli", "olli", "Olli Aalto")))
      .then({ assignments: [{ queueName: "Names", position: 4n }], members: [{ name: "Olli Aalto", position: 5n }] }));
});
