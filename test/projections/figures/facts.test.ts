import { describe, expect, it } from "@jest/globals";
import type { SealedPeriod } from "../../../src/domain/member/messages.ts";
import * as event from "../events.ts";
import { on } from "../given.ts";
import { factsOf } from "./factsOf.ts";

const left = (reasonCode: string, lastDay: string) => {
  const departure = event.deactivated("ada", lastDay);
  return { ...departure, data: { ...departure.data, reasonCode } } as typeof departure;
};
const rehired = {
  type: "MemberRehired",
  data: {
    memberId: "ada",
    from: { startDate: "2024-01-01", endDate: "2024-03-31" },
    team: { from: "Cloud", to: "Ops" },
    newTeam: false,
    title: { from: null, to: "Lead" },
    managerId: { from: null, to: null },
  },
} as const;

describe("somebody's stays", () => {
  it("begin with the registration and end with the last day, for the reason that was given", () => {
    expect(
      factsOf(on("2024-01-15", event.registered("ada")), on("2024-04-01", left("retirement", "2024-03-31"))).stays,
    ).toEqual([
      {
        ...{ memberId: "ada", from: "2024-01-15", to: "2024-03-31", begins: "hired", ends: "retirement" },
        ...{ team: "Cloud", title: null, managerId: null, startDate: "2024-01-15", servedBefore: 0 },
      },
    ]);
  });

  it("are parted by another team or manager, and by nothing that a figure does not ask about", () => {
    const { stays } = factsOf(
      on("2024-01-01", event.registered("ada")),
      on("2024-02-01", event.renamed("ada", "ada", "Ada")),
      on("2024-03-01", event.transferred("ada", "Cloud", "Ops")),
      on("2024-04-01", event.managerChanged("ada", null, "bob")),
    );
    expect(stays.map(({ from, to, begins, ends, team }) => [from, to, begins, ends, team])).toEqual([
      ["2024-01-01", "2024-02-29", "hired", "transferred", "Cloud"],
      ["2024-03-01", "2024-03-31", "transferred", "changed", "Ops"],
      ["2024-04-01", null, "changed", null, "Ops"],
    ]);
  });

  it("come of dates, not of the order in which they were told", () => {
    const told = [
      on("2024-01-01", event.registered("ada")),
      on("2024-03-01", event.transferred("ada", "Cloud", "Ops")),
      on("2024-02-01", event.managerChanged("ada", null, "bob")),
    ];
    expect(factsOf(...told).stays.map(({ from, managerId, team }) => [from, managerId, team])).toEqual([
      ["2024-01-01", null, "Cloud"],
      ["2024-02-01", "bob", "Cloud"],
      ["2024-03-01", "bob", "Ops"],
    ]);
  });

  it("go on where a departure was taken back without a day away", () => {
    const { stays } = factsOf(
      on("2024-01-01", event.registered("ada")),
      on("2024-04-01", left("resignation", "2024-03-31")),
      on("2024-04-01", event.reactivated("ada", "2024-03-31")),
    );
    expect(stays).toMatchObject([{ from: "2024-01-01", to: null, begins: "hired", ends: null }]);
  });

  it("end and begin again where there were days away; the period of employment goes on", () => {
    const { stays } = factsOf(
      on("2024-01-01", event.registered("ada")),
      on("2024-04-01", left("resignation", "2024-03-31")),
      on("2024-04-10", event.reactivated("ada", "2024-03-31")),
    );
    expect(stays).toMatchObject([
      { from: "2024-01-01", to: "2024-03-31", ends: "resignation" },
      { from: "2024-04-10", to: null, begins: "returned", startDate: "2024-01-01", servedBefore: 0 },
    ]);
  });

  it("are of two periods where somebody was rehired, even on the day after the last one", () => {
    const { stays } = factsOf(
      on("2024-01-01", event.registered("ada")),
      on("2024-04-01", left("end-of-contract", "2024-03-31")),
      on("2024-04-01", rehired),
    );
    expect(stays).toMatchObject([
      { from: "2024-01-01", to: "2024-03-31", begins: "hired", ends: "end-of-contract" },
      { from: "2024-04-01", to: null, begins: "rehired", startDate: "2024-04-01", servedBefore: 91, team: "Ops" },
    ]);
  });

  it("are none of who was registered in error, or left before the first day", () => {
    expect(
      factsOf(on("2024-01-01", event.registered("ada")), on("2024-01-01", event.registeredInError("ada"))).stays,
    ).toEqual([]);
    expect(
      factsOf(on("2024-01-01", event.registered("ada")), on("2024-01-01", left("resignation", "2023-12-31"))).stays,
    ).toEqual([]);
  });

  it("are what the seal keeps of who is past retention", () => {
    const periods: readonly SealedPeriod[] = [
      {
        ...{ startDate: "2010-01-01", lastDay: "2010-12-31", reasonCode: "resignation" },
        teams: [
          { team: "Cloud", from: "2010-01-01" },
          { team: "Ops", from: "2010-07-01" },
        ],
      },
      {
        ...{ startDate: "2012-01-01", lastDay: "2012-01-31", reasonCode: "death" },
        teams: [
          { team: "Lab", from: "2012-01-01" },
          { team: "Ops", from: "2012-01-01" },
        ],
      },
    ];
    const { stays } = factsOf(
      on("2010-01-01", event.registered("ada")),
      on("2020-01-01", { type: "MemberSealed", data: { memberId: "ada", periods } }),
    );
    expect(stays.map(({ from, to, begins, ends, team }) => [from, to, begins, ends, team])).toEqual([
      ["2010-01-01", "2010-06-30", "hired", "transferred", "Cloud"],
      ["2010-07-01", "2010-12-31", "transferred", "resignation", "Ops"],
      ["2012-01-01", "2012-01-31", "rehired", "death", "Ops"],
    ]);
    expect(stays.at(-1)).toMatchObject({ startDate: "2012-01-01", servedBefore: 365 });
  });
});

describe("covers", () => {
  it("last from the assignment to the day before its removal, parted by type and team", () => {
    const { covers } = factsOf(
      on("2024-01-01", event.registered("ada")),
      on("2024-02-01", event.assigned("ada", "a1", "q1", "trainee")),
      on("2024-03-01", event.retyped("ada", "a1", "q1", ["trainee", "primary"])),
      on("2024-04-01", event.transferred("ada", "Cloud", "Ops")),
      on("2024-05-01", event.unassigned("ada", "a1", "q1")),
    );
    expect(
      covers.map(({ from, to, begins, ends, team, assignmentType }) => [from, to, begins, ends, team, assignmentType]),
    ).toEqual([
      ["2024-02-01", "2024-02-29", "assigned", "changed", "Cloud", "trainee"],
      ["2024-03-01", "2024-03-31", "changed", "changed", "Cloud", "primary"],
      ["2024-04-01", "2024-04-30", "changed", "removed", "Ops", "primary"],
    ]);
  });

  it("end with their member's last day", () => {
    const { covers } = factsOf(
      on("2024-01-01", event.registered("ada")),
      on("2024-02-01", event.assigned("ada", "a1", "q1")),
      on("2024-04-01", left("resignation", "2024-03-31")),
    );
    expect(covers).toMatchObject([{ from: "2024-02-01", to: "2024-03-31", ends: "removed" }]);
  });
});

describe("a queue's terms", () => {
  it("last from its opening to its closing, parted by name and minimum", () => {
    const { terms } = factsOf(
      on("2024-01-01", event.opened("q1", "Billing")),
      on("2024-02-01", event.coverageRequired("q1", 2)),
      on("2024-03-01", event.queueRenamed("q1", "Billing", "Invoices")),
      on("2024-04-01", event.queueClosed("q1", "Invoices")),
    );
    expect(terms).toEqual([
      { queueId: "q1", name: "Billing", minimum: 0, from: "2024-01-01", to: "2024-01-31" },
      { queueId: "q1", name: "Billing", minimum: 2, from: "2024-02-01", to: "2024-02-29" },
      { queueId: "q1", name: "Invoices", minimum: 2, from: "2024-03-01", to: "2024-03-31" },
    ]);
  });
});
