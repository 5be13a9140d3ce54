import { describe, expect, it } from "@jest/globals";
import { blame } from "../../src/projections/blame.ts";
import { deactivated, managerChanged, registered, registeredInError, renamed, transferred } from "./events.ts";
import { on, recorded } from "./given.ts";

const ada = on("2025-01-01", registered("ada", { name: "Ada", team: "Cloud", skills: ["dns", "web"] }));
const told = (...events: Parameters<typeof recorded>[0]) =>
  new Map(blame("ada", recorded(events)).map(({ fieldName, value, eventId }) => [fieldName, [value, eventId]]));

describe("the event that set a value", () => {
  it("is the registration, until another changes it", () => {
    const values = told(ada, on("2025-02-01", transferred("ada", "Cloud", "Field")));
    expect(values.get("name")).toEqual(["Ada", "event-1"]);
    expect(values.get("skills")).toEqual(["dns, web", "event-1"]);
    expect(values.get("title")).toEqual([null, "event-1"]);
    expect(values.get("team")).toEqual(["Field", "event-2"]);
  });

  it("is the newest in date order, not the last that was recorded", () => {
    const values = told(
      ada,
      on("2025-06-01", transferred("ada", "Cloud", "Field")),
      on("2025-03-01", transferred("ada", "Cloud", "Ops")),
      on("2025-03-01", renamed("ada", "Ada", "Ada King")),
    );
    expect(values.get("team")).toEqual(["Field", "event-2"]);
    expect(values.get("name")).toEqual(["Ada King", "event-4"]);
  });

  it("is told with who made it, when and why", () => {
    const meta = { actor: { issuer: "os", subject: "grace" }, reason: "she asked for it" };
    const values = blame("ada", recorded([ada, on("2025-02-01", managerChanged("ada", null, "bo"), meta)]));
    expect(values.find(({ fieldName }) => fieldName === "manager_id")).toEqual({
      ...{ fieldName: "manager_id", value: "bo", changeType: "ManagerChanged", effectiveOn: "2025-02-01" },
      ...{ changedAt: "2025-01-01T00:00:02.000Z", changedBy: "os:grace", reason: "she asked for it" },
      ...{ eventId: "event-2", position: 2n },
    });
  });

  it("is the departure for what ends with it", () => {
    const values = told(ada, on("2025-06-01", deactivated("ada", "2025-05-31")));
    expect([values.get("active"), values.get("end_date"), values.get("start_date")]).toEqual([
      ["false", "event-2"],
      ["2025-05-31", "event-2"],
      ["2025-01-01", "event-1"],
    ]);
  });

  it("is none of one who never was", () => {
    expect(told(ada, on("2025-01-01", registeredInError("ada"))).size).toBe(0);
  });
});
