import { describe, expect, it } from "@jest/globals";
import { type GuardEntry, guardEntries } from "../../../src/domain/guard/facts.ts";
import { activeReports, chainFrom, foldLines, lineOf } from "../../../src/domain/guard/lines.ts";
import type { GuardFact } from "../../../src/domain/guard/messages.ts";
import { evolveOwnership, ownerOn } from "../../../src/domain/guard/owners.ts";
import {
  assigned,
  closed,
  held,
  left,
  managed,
  on,
  opened,
  registered,
  removed,
  renamed,
  required,
} from "../support/vocabulary.ts";

const ids = { memberId: "ada" };
const email = (address: string) => ({ kind: "email", email: address }) as const;
const lines = { kind: "reporting-lines" } as const;
const owner = (ownerId: string | null): GuardFact => ({ kind: "owner", ownerId });
const queue = (queueId: string) => ({ kind: "queue", queueId }) as const;
const cover = (assignmentType: "primary" | "trainee" | null): GuardFact => ({ kind: "cover", ...ids, assignmentType });

describe("what an event enters into the guards", () => {
  const cases: readonly [string, Parameters<typeof guardEntries>[0], readonly GuardEntry[]][] = [
    [
      "a registration claims the address and founds the team",
      registered("ada", { email: "Ada@Example.com" }),
      [
        { guard: email("ada@example.com"), fact: owner("ada") },
        { guard: { kind: "teams" }, fact: { kind: "team", team: "Engineering" } },
      ],
    ],
    [
      "a registration under a manager draws a line",
      registered("ada", { newTeam: false, managerId: "bob" }),
      [
        { guard: email("ada@example.com"), fact: owner("ada") },
        { guard: lines, fact: { kind: "line", ...ids, managerId: "bob" } },
      ],
    ],
    ["a new name enters nothing", renamed("ada", "Ada King", "2025-03-01"), []],
    [
      "a new address gives the old one back",
      on("2025-03-01", {
        type: "MemberEmailChanged",
        data: { ...ids, from: "ada@example.com", to: "King@Example.com" },
      }),
      [
        { guard: email("ada@example.com"), fact: owner(null) },
        { guard: email("king@example.com"), fact: owner("ada") },
      ],
    ],
    [
      "an address in other case moves nothing",
      on("2025-03-01", {
        type: "MemberEmailChanged",
        data: { ...ids, from: "ada@example.com", to: "ADA@example.com" },
      }),
      [],
    ],
    [
      "a transfer enters nothing but a team that it founds",
      on("2025-03-01", { type: "MemberTransferred", data: { ...ids, from: "Engineering", to: "Ops", newTeam: true } }),
      [{ guard: { kind: "teams" }, fact: { kind: "team", team: "Ops" } }],
    ],
    [
      "another manager draws the line anew",
      managed("ada", null, "bob"),
      [{ guard: lines, fact: { kind: "line", ...ids, managerId: "bob" } }],
    ],
    [
      "a departure ends the line and the cover",
      left("ada", "2025-01-31", "2025-02-01", { closed: [held("ada", "billing")] }),
      [
        { guard: lines, fact: { kind: "line", ...ids, active: false } },
        { guard: queue("billing"), fact: cover(null) },
      ],
    ],
    [
      "a return takes the line up again",
      on("2025-03-01", { type: "MemberReactivated", data: { ...ids, lastDay: "2025-01-31" } }),
      [{ guard: lines, fact: { kind: "line", ...ids, active: true } }],
    ],
    [
      "a withdrawal gives everything back",
      on("2025-01-01", {
        type: "MemberRegisteredInError",
        data: { ...ids, email: "ada@example.com", closed: [held("ada", "billing")], acceptedUncovered: [] },
      }),
      [
        { guard: email("ada@example.com"), fact: owner(null) },
        { guard: lines, fact: { kind: "line", ...ids, active: false, managerId: null } },
        { guard: queue("billing"), fact: cover(null) },
      ],
    ],
    [
      "an assignment covers the queue",
      assigned("ada", "billing", "trainee"),
      [{ guard: queue("billing"), fact: cover("trainee") }],
    ],
    [
      "a removal covers it no longer",
      removed("ada", "billing", "2025-03-01"),
      [{ guard: queue("billing"), fact: cover(null) }],
    ],
    [
      "an opening claims the name",
      opened("billing"),
      [{ guard: { kind: "queue-name", name: "billing" }, fact: owner("billing") }],
    ],
    [
      "a closing gives it back",
      closed("billing"),
      [{ guard: { kind: "queue-name", name: "billing" }, fact: owner(null) }],
    ],
    ["a minimum enters nothing", required("billing", 2), []],
  ];

  it.each(cases)("%s", (_, event, entries) => {
    expect(guardEntries(event)).toEqual(entries);
  });
});

const entered = (effectiveOn: string, ...facts: readonly GuardFact[]) =>
  ({ type: "GuardEntered", data: { facts }, effectiveOn }) as const;

describe("the fold of reporting lines", () => {
  const line = (memberId: string, active: boolean, managerId?: string | null): GuardFact => ({
    kind: "line",
    memberId,
    active,
    ...(managerId !== undefined && { managerId }),
  });
  const folded = (on: string, ...entries: readonly ReturnType<typeof entered>[]) => ({
    history: foldLines(new Map(), entries),
    on,
  });

  it("keeps the manager of who leaves, for their return", () => {
    const after = folded(
      "2025-02-01",
      entered("2025-01-01", line("ada", true, "bob")),
      entered("2025-02-01", line("ada", false)),
    );
    expect(lineOf(after, "ada")).toEqual({ managerId: "bob", active: false });
    expect(activeReports(after, "bob")).toEqual([]);
    expect(activeReports({ ...after, on: "2025-01-31" }, "bob")).toEqual(["ada"]);
  });

  it("takes who only has a manager for active, and who only moves for what they were", () => {
    const after = folded(
      "2025-03-01",
      entered("2025-01-01", { kind: "line", memberId: "ada", managerId: "bob" }),
      entered("2025-02-01", line("ada", false)),
      entered("2025-03-01", { kind: "line", memberId: "ada", managerId: null }),
    );
    expect(lineOf(after, "ada")).toEqual({ managerId: null, active: false });
  });

  it("is in the order of dates, whatever was entered first", () => {
    const after = folded(
      "2025-03-31",
      entered("2025-03-01", line("ada", true, "dot")),
      entered("2025-01-01", line("ada", true, "bob")),
    );
    expect(lineOf(after, "ada")?.managerId).toBe("dot");
    expect(lineOf({ ...after, on: "2025-02-28" }, "ada")?.managerId).toBe("bob");
    expect(lineOf({ ...after, on: "2024-12-31" }, "ada")).toBeUndefined();
  });

  it("follows a line to its top, and ends even where a log holds a circle", () => {
    const two = entered("2025-01-01", line("ada", true, "bob"), line("bob", true, "cid"));
    expect(chainFrom(folded("2025-01-01", two), "ada")).toEqual(["ada", "bob", "cid"]);
    const circle = folded("2025-01-01", two, entered("2025-01-01", line("cid", true, "ada")));
    expect(chainFrom(circle, "ada")).toEqual(["ada", "bob", "cid"]);
  });

  it("leaves the lines that it started from as they were", () => {
    const before = new Map();
    foldLines(before, [entered("2025-01-01", line("ada", true, "bob"))]);
    expect(before.size).toBe(0);
  });
});

describe("the fold of an owner", () => {
  it("says whose it was on each date, and of one date what was entered last", () => {
    const ownership = [
      entered("2025-03-01", owner(null)),
      entered("2025-01-01", owner("ada")),
      entered("2025-03-01", owner("bob")),
    ].reduce(evolveOwnership, []);
    expect(["2024-12-31", "2025-02-28", "2025-03-01"].map((date) => ownerOn(ownership, date))).toEqual([
      null,
      "ada",
      "bob",
    ]);
  });
});
