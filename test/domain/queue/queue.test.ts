import { describe, it } from "@jest/globals";
import { given } from "../support/specification.ts";
import { assigned, closed, on, opened, registered, removed, required } from "../support/vocabulary.ts";

const queueId = "billing";
const billing = opened("billing");
const renamedTo = (to: string, date = "2025-03-01") =>
  on(date, { type: "QueueRenamed", data: { queueId, from: "Billing", to } });

describe("opening a queue", () => {
  const open = (name: string, id = queueId, date = "2025-03-01") =>
    ({ type: "OpenQueue", data: { queueId: id, on: date, name } }) as const;

  it("records its name", () => given().when(open(" Billing ")).then(opened("billing", "2025-03-01")));

  it("changes nothing when repeated", () => given(billing).when(open("Billing")).thenNothing());

  it("is refused where that queue was opened under another name", () =>
    given(billing).when(open("Invoices")).thenRejected("queue-name-taken", "Billing"));

  it.each(["Billing", "BILLING", "ｂilling"])("is refused where the name is another queue's: %s", (name) => {
    const refused = given(billing).when(open(name, "other"));
    refused.thenRejected("queue-name-taken", "There is a queue Billing already");
    refused.thenRejectedNaming("queue-name-taken", { name, queueId });
  });

  it("takes a name that a closed queue gave back", () =>
    given(billing, closed("billing", "2025-02-01"))
      .when(open("Billing", "other"))
      .then(on("2025-03-01", { type: "QueueOpened", data: { queueId: "other", name: "Billing" } })));

  it("is refused for a date on which another queue still had the name", () =>
    given(billing, closed("billing", "2025-04-01"))
      .when(open("Billing", "other"))
      .thenRejected("queue-name-taken", "Billing"));

  it("is refused after today", () =>
    given()
      .when(open("Billing", queueId, "2025-07-01"))
      .thenRejected("date-in-future"));

  it("is refused without a name", () => {
    const refused = given().when(open(" "));
    refused.thenRejected("invalid-value", "The name is blank");
    refused.thenRejectedNaming("invalid-value", { field: "name" });
  });
});

describe("renaming a queue", () => {
  const rename = (name: string, date = "2025-03-01") =>
    ({ type: "RenameQueue", data: { queueId, on: date, name } }) as const;

  it("records both names", () => given(billing).when(rename("Invoices")).then(renamedTo("Invoices")));

  it("records a change of case alone", () => given(billing).when(rename("BILLING")).then(renamedTo("BILLING")));

  it("changes nothing where that is the name", () => given(billing).when(rename("Billing")).thenNothing());

  it("gives the former name back", () =>
    given(billing, renamedTo("Invoices"), opened("search"))
      .when({ type: "RenameQueue", data: { queueId: "search", on: "2025-03-01", name: "Billing" } })
      .then(on("2025-03-01", { type: "QueueRenamed", data: { queueId: "search", from: "Search", to: "Billing" } })));

  it("is refused where the name is another queue's", () =>
    given(billing, opened("search")).when(rename("search")).thenRejected("queue-name-taken", "Search"));

  it("is refused for a closed queue", () =>
    given(billing, closed("billing", "2025-02-01")).when(rename("Invoices")).thenRejected("queue-closed", "Billing"));

  it("is taken before its newest change, which it does not touch", () =>
    given(billing, required("billing", 1, "2025-03-02"))
      .when(rename("Invoices"))
      .then(on("2025-03-01", { type: "QueueRenamed", data: { queueId: "billing", from: "Billing", to: "Invoices" } })));

  it("is refused for a queue that is not", () => given().when(rename("Invoices")).thenRejected("queue-unknown"));
});

describe("requiring coverage of a queue", () => {
  const require = (minimum: number, date = "2025-03-01") =>
    ({ type: "RequireCoverage", data: { queueId, on: date, minimum } }) as const;

  it("may ask for more than there is: it states a goal", () =>
    given(billing)
      .when(require(2))
      .then(required("billing", 2, "2025-03-01")));

  it("changes nothing where that is the minimum", () => given(billing).when(require(0)).thenNothing());

  it.each([-1, 1.5, Number.NaN, 10_001])("is refused for %d", (minimum) => {
    given(billing).when(require(minimum)).thenRejected("invalid-value", "minimum");
  });

  it("is refused for more than before on a date before cover was lost: it would have refused that", () =>
    given(registered("ada"), billing, assigned("ada", "billing"), removed("ada", "billing", "2025-04-01"))
      .when(require(1))
      .thenRejected("conflicts-with-later-change", "removal from a queue of Ada (2025-04-01)"));

  it("is refused likewise where the queue was short already on that date, by a minimum that was a goal then", () =>
    given(
      registered("ada"),
      billing,
      assigned("ada", "billing"),
      removed("ada", "billing", "2025-04-01"),
      required("billing", 1, "2025-04-01"),
    )
      .when(require(1))
      .thenRejected("conflicts-with-later-change", "removal from a queue of Ada (2025-04-01)"));

  it("may be for a date before cover was gained", () =>
    given(registered("ada"), billing, assigned("ada", "billing", "primary", "2025-04-01"))
      .when(require(1))
      .then(required("billing", 1, "2025-03-01")));

  it("is refused for a closed queue", () =>
    given(billing, closed("billing", "2025-02-01")).when(require(1)).thenRejected("queue-closed"));
});

describe("closing a queue", () => {
  const close = (unassign = false, date = "2025-03-01") =>
    ({ type: "CloseQueue", data: { queueId, on: date, unassign } }) as const;
  const covered = [
    registered("ada"),
    registered("bob"),
    billing,
    assigned("ada", "billing"),
    assigned("bob", "billing", "trainee"),
  ];

  it("records it, with the name that it gives back", () =>
    given(billing).when(close()).then(closed("billing", "2025-03-01")));

  it("is refused while anybody covers it, trainees among them", () => {
    const refused = given(covered).when(close());
    refused.thenRejected("queue-has-members", "Billing", "Ada, Bob");
    refused.thenRejectedNaming("queue-has-members", { members: [{ memberId: "ada" }, { memberId: "bob" }] });
  });

  it("closes their assignments where that is asked for, whatever the minimum", () =>
    given(registered("ada"), billing, required("billing", 1), assigned("ada", "billing"))
      .when(close(true))
      .then(removed("ada", "billing", "2025-03-01"), closed("billing", "2025-03-01")));

  it("is refused where somebody comes to cover it later", () =>
    given(registered("ada"), billing, assigned("ada", "billing", "primary", "2025-03-02"))
      .when(close(true))
      .thenRejected("conflicts-with-later-change", "assignment to a queue of Ada (2025-03-02)"));

  it("is refused for a date on which somebody covered it who does no longer", () =>
    given(registered("ada"), billing, assigned("ada", "billing"), removed("ada", "billing", "2025-04-01"))
      .when(close())
      .thenRejected("queue-has-members", "Ada"));

  it("changes nothing when repeated", () =>
    given(billing, closed("billing", "2025-02-01")).when(close()).thenNothing());

  it("is refused for a queue that is not", () => given().when(close()).thenRejected("queue-unknown"));
});
