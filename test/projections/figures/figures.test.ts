import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import type { ReasonCode } from "../../../src/domain/member/messages.ts";
import { reasonCodes } from "../../../src/domain/member/messages.ts";
import { separations } from "../../../src/projections/figures/reasons.ts";
import { type StepName, stepsOf } from "../../../src/projections/figures/steps.ts";
import * as event from "../events.ts";
import { type Dated, on } from "../given.ts";
import { factsOf, figure, only } from "./factsOf.ts";

const joined = (memberId: string, date: string, team = "Cloud", managerId: string | null = null): Dated =>
  on(date, event.registered(memberId, { team, managerId }));
const gone = (memberId: string, lastDay: string, reasonCode: ReasonCode = "resignation"): Dated => {
  const departure = event.deactivated(memberId, lastDay);
  const effective = new Date(Date.parse(lastDay) + 86_400_000).toISOString().slice(0, 10);
  return on(effective, { ...departure, data: { ...departure.data, reasonCode } } as typeof departure);
};
const people = (count: number, date = "2020-01-01", team = "Cloud"): readonly Dated[] =>
  Array.from({ length: count }, (_, n) => joined(`${team}-${n}`, date, team));
const year = ["2023-01-01", "2023-12-31"] as const;
const january = ["2023-01-01", "2023-01-31"] as const;

describe("steps", () => {
  it.each<[StepName, string, string, readonly string[]]>([
    ["month", "2024-01-15", "2024-03-10", ["2024-01-15/2024-01-31", "2024-02-01/2024-02-29", "2024-03-01/2024-03-10"]],
    ["week", "2024-02-28", "2024-03-05", ["2024-02-28/2024-03-03", "2024-03-04/2024-03-05"]],
    [
      "quarter",
      "2023-11-30",
      "2024-04-01",
      ["2023-11-30/2023-12-31", "2024-01-01/2024-03-31", "2024-04-01/2024-04-01"],
    ],
    ["year", "2023-12-31", "2024-01-01", ["2023-12-31/2023-12-31", "2024-01-01/2024-01-01"]],
    ["day", "2024-02-28", "2024-03-01", ["2024-02-28/2024-02-28", "2024-02-29/2024-02-29", "2024-03-01/2024-03-01"]],
    ["whole", "2020-02-29", "2024-02-29", ["2020-02-29/2024-02-29"]],
    ["month", "2024-02-29", "2024-02-29", ["2024-02-29/2024-02-29"]],
  ])("by %s part %s to %s", (step, from, to, expected) => {
    expect(stepsOf({ from, to }, step).map((part) => `${part.from}/${part.to}`)).toEqual(expected);
  });
});

describe("headcount", () => {
  it("counts who started on the day, and who leaves with it", () => {
    const facts = factsOf(joined("ada", "2023-01-10"), gone("ada", "2023-01-20"));
    for (const [day, count] of [
      ["2023-01-09", 0],
      ["2023-01-10", 1],
      ["2023-01-20", 1],
      ["2023-01-21", 0],
    ] as const)
      expect(only(figure("headcount", facts, [day, day]))).toMatchObject({
        numerator: count,
        denominator: 1,
        value: count,
      });
  });

  it("is on average the mean of the days, or half of begin and end", () => {
    const facts = factsOf(...people(10), joined("ada", "2023-01-22"));
    expect(only(figure("headcount", facts, january))).toMatchObject({
      ...{ numerator: 320, denominator: 31, value: 320 / 31, parts: { begin: 10, end: 11 } },
    });
    expect(only(figure("headcount", facts, january, { method: "begin-end" }))).toMatchObject({ value: 10.5 });
  });
});

describe("turnover", () => {
  it("is 9.1 % where one of eleven leaves on the last day", () => {
    const facts = factsOf(...people(11), gone("Cloud-0", "2023-01-31"));
    expect(only(figure("turnover", facts, january))).toMatchObject({ numerator: 1, denominator: 11, value: 1 / 11 });
  });

  it("of a year is the sum of its months' rates", () => {
    const facts = factsOf(...people(10), gone("Cloud-0", "2023-01-31"), gone("Cloud-1", "2023-06-30", "dismissal"));
    const { rows, total } = figure("turnover", facts, year, { step: "month" });
    expect(rows).toHaveLength(12);
    expect(rows[0]).toMatchObject({ numerator: 1, denominator: 10, value: 0.1 });
    expect(rows[5]).toMatchObject({
      numerator: 1,
      denominator: 9,
      value: 1 / 9,
      parts: { dismissal: 1, resignation: 0 },
    });
    expect(total).toMatchObject({
      from: "2023-01-01",
      to: "2023-12-31",
      numerator: 2,
      denominator: null,
      parts: { resignation: 1 },
    });
    expect(total?.value).toBeCloseTo(0.1 + 1 / 9, 12);
  });

  it("after GRI 401-1 divides by who is there at the end, and is taken once over the period", () => {
    const facts = factsOf(...people(10), gone("Cloud-0", "2023-01-31"), gone("Cloud-1", "2023-06-30"));
    const { total } = figure("turnover", facts, year, { step: "month", method: "gri-401" });
    expect(total).toMatchObject({ numerator: 2, denominator: 8, value: 0.25 });
  });

  it("does not know who was registered in error", () => {
    const facts = factsOf(...people(10), joined("ada", "2023-01-05"), on("2023-01-05", event.registeredInError("ada")));
    expect(only(figure("turnover", facts, january))).toMatchObject({ numerator: 0, denominator: 10 });
    expect(figure("joiners-leavers", facts, january).rows.map(({ value }) => value)).toEqual([0, 0]);
  });

  it("counts a transfer for the teams, and not for the organisation", () => {
    const facts = factsOf(...people(10), on("2023-01-16", event.transferred("Cloud-0", "Cloud", "Ops")));
    expect(only(figure("turnover", facts, january))).toMatchObject({ numerator: 0 });
    expect(only(figure("turnover", facts, january, { team: "Cloud" }))).toMatchObject({
      ...{ numerator: 1, denominator: (15 * 10 + 16 * 9) / 31, parts: { transferred: 1 } },
    });
    const ops = figure("joiners-leavers", facts, january, { team: "Ops" });
    expect(ops.rows).toMatchObject([
      { group: "joiners", parts: { transferred: 1 } },
      { group: "leavers", value: 0 },
    ]);
  });

  it("over nobody is none, never a number that is none", () => {
    for (const method of ["daily-mean", "begin-end", "gri-401"])
      expect(figure("turnover", factsOf(), year, { step: "quarter", method })).toMatchObject({
        ...{ rows: [{ value: null }, { value: null }, { value: null }, { value: null }], total: { value: null } },
      });
  });

  it("has no sum where somebody left in a step whose average is none", () => {
    const facts = factsOf(joined("ada", "2023-01-10"), gone("ada", "2023-01-20"), joined("bob", "2023-02-01"));
    const { rows, total } = figure("turnover", facts, ["2023-01-01", "2023-02-28"], {
      step: "month",
      method: "begin-end",
    });
    expect(rows.map(({ value }) => value)).toEqual([null, 0]);
    expect(total).toMatchObject({ numerator: 1, value: null });
  });

  it("of one leap day is what happened on it", () => {
    const facts = factsOf(...people(4), gone("Cloud-0", "2024-02-29"), gone("Cloud-1", "2024-02-28"));
    expect(only(figure("turnover", facts, ["2024-02-29", "2024-02-29"]))).toMatchObject({
      numerator: 1,
      denominator: 3,
    });
  });

  it("knows nobody who left before the first day", () => {
    const facts = factsOf(...people(4), joined("ada", "2023-01-10"), gone("ada", "2023-01-09"));
    expect(only(figure("turnover", facts, january))).toMatchObject({ numerator: 0, denominator: 4 });
    expect(figure("joiners-leavers", facts, january).rows.map(({ value }) => value)).toEqual([0, 0]);
  });
});

describe("reason codes", () => {
  it.each(reasonCodes)("%s means the same in the table of the docs", (code) => {
    const { kind, attrition } = separations[code];
    const docs = readFileSync(new URL("../../../docs/figures.md", import.meta.url), "utf8").replaceAll(/ +/g, " ");
    expect(docs).toContain(`| \`${code}\` | ${kind} | ${attrition ? "yes" : "no"} |`);
  });
});

describe("attrition", () => {
  it("counts who resigned, retired or died", () => {
    const reasons = reasonCodes.map((code, n) => gone(`Cloud-${n}`, "2023-01-31", code));
    expect(only(figure("attrition", factsOf(...people(10), ...reasons), january))).toMatchObject({
      ...{ numerator: 3, denominator: 10, value: 0.3, parts: { resignation: 1, retirement: 1, death: 1 } },
    });
  });

  const unreplaced = (...events: readonly Dated[]) =>
    only(figure("attrition", factsOf(...people(10), ...events), year, { method: "unreplaced" }));

  it.each([
    ["2022-12-31", 0],
    ["2023-01-01", 1],
    ["2023-05-01", 1],
    ["2023-05-02", 0],
  ])("without the replaced: who starts on %s replaces %d of those who left on 31 January", (date, replaced) => {
    expect(unreplaced(gone("Cloud-0", "2023-01-31"), joined("new", date))).toMatchObject({
      ...{ numerator: 1 - replaced, parts: { replaced } },
    });
  });

  it("without the replaced: one joiner replaces one leaver, of their own team", () => {
    const two = [gone("Cloud-0", "2023-01-31"), gone("Cloud-1", "2023-02-28")];
    expect(unreplaced(...two, joined("new", "2023-03-01"))).toMatchObject({ numerator: 1, parts: { replaced: 1 } });
    expect(unreplaced(...two, joined("new", "2023-03-01", "Ops"))).toMatchObject({ numerator: 2 });
  });

  it("without the replaced: who was dismissed takes a joiner as well", () => {
    const two = [gone("Cloud-0", "2023-01-30", "dismissal"), gone("Cloud-1", "2023-01-31")];
    expect(unreplaced(...two, joined("new", "2023-03-01"))).toMatchObject({ numerator: 1, parts: { replaced: 0 } });
  });
});

describe("tenure", () => {
  const rehired: Dated = on("2024-02-29", {
    type: "MemberRehired",
    data: {
      memberId: "ada",
      from: { startDate: "2023-01-01", endDate: "2023-01-31" },
      team: { from: "Cloud", to: "Cloud" },
      newTeam: false,
      title: { from: null, to: null },
      managerId: { from: null, to: null },
    },
  });
  const facts = factsOf(joined("ada", "2023-01-01"), gone("ada", "2023-01-31"), rehired, joined("bob", "2024-03-01"));
  const on1March = ["2024-03-01", "2024-03-01"] as const;

  it("counts both ends, a leap day as a day", () => {
    expect(only(figure("tenure", facts, on1March))).toMatchObject({
      ...{ numerator: 3, denominator: 2, value: 1.5, parts: { median: 1.5 } },
    });
  });

  it("adds the former periods where it is cumulative", () => {
    expect(only(figure("tenure", facts, on1March, { method: "cumulative" }))).toMatchObject({
      numerator: 34,
      value: 17,
    });
  });

  it("over nobody is none", () => {
    expect(only(figure("tenure", facts, ["2022-01-01", "2022-01-01"]))).toMatchObject({
      ...{ value: null, parts: { median: null } },
    });
  });
});

describe("composition", () => {
  it("is by team, title or band of tenure, on the last day", () => {
    const facts = factsOf(
      ...people(3),
      ...people(1, "2022-12-31", "Ops"),
      on("2023-01-01", {
        type: "MemberDetailsChanged",
        data: { memberId: "Ops-0", title: { from: null, to: "Lead" } },
      }),
    );
    const groups = (method: string) =>
      figure("composition", facts, january, { method }).rows.flatMap(({ group, numerator, value }) =>
        numerator > 0 ? [[group, numerator, value]] : [],
      );
    expect(groups("by-team")).toEqual([
      ["Cloud", 3, 0.75],
      ["Ops", 1, 0.25],
    ]);
    expect(groups("by-title")).toEqual([
      ["(none)", 3, 0.75],
      ["Lead", 1, 0.25],
    ]);
    expect(groups("by-tenure")).toEqual([
      ["under 1 year", 1, 0.25],
      ["2 to 5 years", 3, 0.75],
    ]);
  });

  it.each([
    ["2024-02-29", "2025-02-28", "under 1 year"],
    ["2024-02-29", "2025-03-01", "1 to 2 years"],
    ["2024-03-01", "2026-03-01", "2 to 5 years"],
  ])("puts who started on %s into a band on %s", (start, day, band) => {
    const { rows } = figure("composition", factsOf(joined("ada", start)), [day, day], { method: "by-tenure" });
    expect(rows.find(({ numerator }) => numerator === 1)?.group).toBe(band);
  });
});

describe("span of control", () => {
  it("is the mean of direct reports over managers with at least one, in layers", () => {
    const facts = factsOf(
      ...[
        joined("ada", "2020-01-01"),
        joined("bob", "2020-01-01", "Cloud", "ada"),
        joined("cid", "2020-01-01", "Ops", "ada"),
      ],
      ...[
        joined("dot", "2020-01-01", "Ops", "cid"),
        joined("eve", "2020-01-01", "Ops", "gone"),
        joined("gone", "2019-01-01"),
      ],
      gone("gone", "2022-01-01"),
    );
    expect(only(figure("span-of-control", facts, january))).toMatchObject({
      ...{ numerator: 3, denominator: 2, value: 1.5 },
      parts: { people: 5, withoutManager: 2, largest: 2, layers: 3 },
    });
    expect(only(figure("span-of-control", facts, january, { team: "Ops" }))).toMatchObject({
      ...{ numerator: 1, denominator: 1, parts: { people: 3, layers: 2 } },
    });
  });

  it("over nobody is none", () => {
    expect(only(figure("span-of-control", factsOf(), january))).toMatchObject({ value: null, parts: { layers: 0 } });
  });
});

describe("coverage", () => {
  const facts = factsOf(
    ...[joined("ada", "2020-01-01"), joined("bob", "2020-01-01", "Ops")],
    on("2023-01-03", event.opened("q1", "Billing")),
    on("2023-01-05", event.coverageRequired("q1", 2)),
    on("2023-01-04", event.assigned("ada", "a1", "q1")),
    on("2023-01-08", event.assigned("bob", "a2", "q1", "trainee")),
    on("2023-01-09", event.retyped("bob", "a2", "q1", ["trainee", "backup"])),
    on("2023-01-11", event.unassigned("ada", "a1", "q1")),
    on("2023-01-13", event.queueClosed("q1", "Billing")),
  );

  it("is told as intervals, from the opening to the closing", () => {
    const { intervals } = figure("coverage", facts, january);
    expect(
      intervals?.map(({ from, to, covering, minimum, state }) => [
        from.slice(8),
        to.slice(8),
        covering,
        minimum,
        state,
      ]),
    ).toEqual([
      ["03", "03", 0, 0, "uncovered"],
      ["04", "04", 1, 0, "covered"],
      ["05", "08", 1, 2, "under-minimum"],
      ["09", "10", 2, 2, "covered"],
      ["11", "12", 1, 2, "under-minimum"],
    ]);
  });

  it("counts the days uncovered or under the minimum", () => {
    expect(only(figure("coverage", facts, january))).toMatchObject({
      ...{ group: "Billing", numerator: 7, denominator: 10, value: 0.7, parts: { uncovered: 1, underMinimum: 6 } },
    });
    expect(figure("coverage", facts, ["2023-02-01", "2023-02-28"])).toMatchObject({ rows: [], intervals: [] });
  });

  it("of a team is that of the queues which somebody of it covers", () => {
    expect(figure("coverage", facts, ["2023-01-03", "2023-01-07"], { team: "Ops" }).intervals).toEqual([]);
    expect(figure("coverage", facts, ["2023-01-03", "2023-01-08"], { team: "Ops" }).intervals).toHaveLength(3);
  });
});

describe("assignments", () => {
  const facts = factsOf(
    ...[joined("ada", "2020-01-01"), joined("bob", "2020-01-01", "Ops")],
    on("2023-01-01", event.opened("q1", "Billing")),
    on("2023-01-01", event.assigned("ada", "a1", "q1")),
    on("2023-01-11", event.assigned("bob", "a2", "q1", "trainee")),
    on("2023-01-21", event.retyped("bob", "a2", "q1", ["trainee", "backup"])),
    on("2023-01-26", event.transferred("ada", "Cloud", "Lab")),
    on("2023-01-31", event.queueRenamed("q1", "Billing", "Invoices")),
    on("2023-02-01", event.unassigned("bob", "a2", "q1")),
  );

  it("are told from when to when, parted by type and not by team", () => {
    const { rows, assignments } = figure("assignments", facts, january);
    expect(
      assignments?.map(({ memberId, queue, assignmentType, from, to }) => [memberId, queue, assignmentType, from, to]),
    ).toEqual([
      ["ada", "Invoices", "primary", "2023-01-01", "2023-01-31"],
      ["bob", "Invoices", "trainee", "2023-01-11", "2023-01-20"],
      ["bob", "Invoices", "backup", "2023-01-21", "2023-01-31"],
    ]);
    expect(rows).toMatchObject([
      { group: "Invoices", numerator: 52, denominator: 31, parts: { primary: 1, backup: 11 / 31, trainee: 10 / 31 } },
    ]);
  });

  it("of a team are those of its people, while they are on it", () => {
    const { assignments } = figure("assignments", facts, january, { team: "Lab" });
    expect(assignments).toMatchObject([{ memberId: "ada", from: "2023-01-26", to: "2023-01-31" }]);
    expect(figure("assignments", facts, january, { team: "Ops" }).assignments).toHaveLength(2);
    expect(figure("assignments", factsOf(), january)).toEqual({ rows: [], assignments: [] });
  });
});

describe("workload", () => {
  const made = (on: string, queue: string | null, tickets: number, open = 0) => ({ on, queue, tickets, open });
  const facts = {
    ...factsOf(
      ...people(4),
      joined("bob", "2020-01-01", "Ops"),
      ...["q1", "q2"].map((queue) => on("2023-01-01", event.opened(queue, `the ${queue}`))),
      on("2023-01-01", event.assigned("Cloud-0", "a1", "q1")),
      on("2023-01-01", event.assigned("Cloud-1", "a2", "q1", "trainee")),
      on("2023-02-01", event.assigned("bob", "a3", "q1")),
      on("2023-02-01", event.assigned("bob", "a4", "q2")),
    ),
    tickets: [
      made("2022-12-31", "the q1", 99),
      ...[made("2023-01-01", "the q1", 10, 1), made("2023-01-31", "the q1", 5)],
      ...[made("2023-02-01", "the q1", 8), made("2023-02-28", "the q2", 3, 3), made("2023-02-02", null, 2)],
      made("2023-02-03", "the desk's own", 7),
    ],
  };
  const both = ["2023-01-01", "2023-02-28"] as const;

  it("is what came in, queue by queue, for each who covers it", () => {
    const { rows } = figure("workload", facts, both, { step: "month" });
    expect(
      rows.map(({ from, group, numerator, denominator, value }) => [from, group, numerator, denominator, value]),
    ).toEqual([
      ["2023-01-01", "(none)", 0, 0, null],
      ["2023-01-01", "the desk's own", 0, 0, null],
      ["2023-01-01", "the q1", 15, 1, 15],
      ["2023-01-01", "the q2", 0, 0, null],
      ["2023-02-01", "(none)", 2, 0, null],
      ["2023-02-01", "the desk's own", 7, 0, null],
      ["2023-02-01", "the q1", 8, 2, 4],
      ["2023-02-01", "the q2", 3, 1, 3],
    ]);
    expect(rows.map(({ parts }) => parts["open"])).toEqual([0, 0, 1, 0, 0, 0, 0, 3]);
  });

  it("is what came in by headcount; of a team, in the queues that it covers", () => {
    const { rows, total } = figure("workload", facts, both, { step: "month", method: "per-head" });
    expect(rows).toMatchObject([
      { numerator: 15, denominator: 5, value: 3 },
      { numerator: 20, denominator: 5, value: 4 },
    ]);
    expect(total).toMatchObject({ numerator: 35, value: 7 });
    expect(figure("workload", facts, both, { method: "per-head", team: "Ops" }).rows).toMatchObject([
      { numerator: 26, denominator: 1 },
    ]);
    expect(figure("workload", facts, january, { team: "Ops" }).rows).toEqual([]);
  });

  it("over nobody is none", () => {
    const nobody = { ...factsOf(), tickets: facts.tickets };
    expect(only(figure("workload", nobody, january, { method: "per-head" }))).toMatchObject({
      numerator: 15,
      value: null,
    });
  });
});

describe("churn of assignments", () => {
  it("is those ended by the mean number of assignments; another type or team is none", () => {
    const facts = factsOf(
      joined("ada", "2020-01-01"),
      ...["q1", "q2"].map((queue, n) => on("2023-01-01", event.assigned("ada", `a${n}`, queue))),
      on("2023-01-10", event.retyped("ada", "a0", "q1", ["primary", "backup"])),
      on("2023-01-12", event.transferred("ada", "Cloud", "Ops")),
      on("2023-02-01", event.unassigned("ada", "a1", "q2")),
    );
    expect(only(figure("churn", facts, january))).toMatchObject({
      ...{ numerator: 1, denominator: 2, value: 0.5, parts: { begun: 2, ended: 1, atTheEnd: 2 } },
    });
    expect(only(figure("churn", factsOf(), january))).toMatchObject({ value: null });
  });
});

describe("single points of failure", () => {
  it("are open queues that one active person alone covers", () => {
    const facts = factsOf(
      ...[joined("ada", "2020-01-01"), joined("bob", "2020-01-01", "Ops")],
      ...["q1", "q2", "q3", "q4"].map((queue) => on("2023-01-01", event.opened(queue))),
      on("2023-01-01", event.assigned("ada", "a1", "q1")),
      on("2023-01-01", event.assigned("bob", "a2", "q1", "trainee")),
      on("2023-01-01", event.assigned("ada", "a3", "q2")),
      on("2023-01-01", event.assigned("bob", "a4", "q2", "backup")),
      on("2023-01-01", event.assigned("ada", "a5", "q4")),
      on("2023-01-31", event.queueClosed("q4")),
    );
    const { rows, queues } = figure("single-points-of-failure", facts, january);
    expect(rows).toMatchObject([{ numerator: 1, denominator: 3, value: 1 / 3 }]);
    expect(queues).toEqual([{ on: "2023-01-31", queueId: "q1", queue: "q1", memberId: "ada" }]);
    expect(figure("single-points-of-failure", facts, january, { team: "Ops" })).toMatchObject({
      ...{ rows: [{ numerator: 0, denominator: 1 }], queues: [] },
    });
  });
});
