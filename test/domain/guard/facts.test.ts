import { describe, expect, it } from "@jest/globals";
import { type GuardEntry, guardEntries } from "../../../src/domain/guard/facts.ts";
import { activeReports, chainFrom, foldLines, noLines } from "../../../src/domain/guard/lines.ts";
import type { GuardFact } from "../../../src/domain/guard/messages.ts";
import { evolveOwner } from "../../../src/domain/guard/owners.ts";
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

describe("the fold of reporting lines", () => {
  const entered = (effectiveOn: string, ...facts: readonly GuardFact[]) =>
    ({ type: "GuardEntered", data: { facts }, effectiveOn }) as const;
  const line = (memberId: string, active: boolean, managerId?: string | null): GuardFact => ({
    kind: "line",
    memberId,
    active,
    ...(managerId !== undefined && { managerId }),
  });

  it("keeps the manager of who leaves, for their return", () => {
    const after = foldLines(noLines, [
      entered("2025-01-01", line("ada", true, "bob")),
      entered("2025-02-01", line("ada", false)),
    ]);
    expect(after.byMember.get("ada")).toEqual({ managerId: "bob", active: false, since: "2025-02-01" });
    expect(activeReports(after, "bob")).toEqual([]);
  });

  it("takes who only has a manager for active, and who only moves for what they were", () => {
    const after = foldLines(noLines, [
      entered("2025-01-01", { kind: "line", memberId: "ada", managerId: "bob" }),
      entered("2025-02-01", line("ada", false)),
      entered("2025-03-01", { kind: "line", memberId: "ada", managerId: null }),
    ]);
    expect(after.byMember.get("ada")).toEqual({ managerId: null, active: false, since: "2025-03-01" });
  });

  it("remembers until when a manager led whom they lead no longer", () => {
    const after = foldLines(noLines, [
      entered("2025-01-01", line("ada", true, "bob"), line("cid", true, "bob")),
      entered("2025-03-01", line("ada", true, "dot")),
      entered("2025-02-01", line("cid", false)),
    ]);
    expect(after.ledUntil).toEqual(new Map([["bob", "2025-03-01"]]));
    expect(activeReports(after, "dot")).toEqual(["ada"]);
  });

  it("follows a line to its top, and ends even where a log holds a circle", () => {
    const after = foldLines(noLines, [entered("2025-01-01", line("ada", true, "bob"), line("bob", true, "cid"))]);
    expect(chainFrom(after, "ada")).toEqual(["ada", "bob", "cid"]);
    expect(chainFrom(foldLines(after, [entered("2025-01-01", line("cid", true, "ada"))]), "ada")).toEqual([
      "ada",
      "bob",
      "cid",
    ]);
  });

  it("leaves the lines that it started from as they were", () => {
    foldLines(noLines, [entered("2025-01-01", line("ada", true, "bob"))]);
    expect(noLines.byMember.size).toBe(0);
  });
});

describe("the fold of an owner", () => {
  it("never goes back in time, whenever a withdrawal holds from", () => {
    const at = (effectiveOn: string, ownerId: string | null) =>
      ({ type: "GuardEntered", data: { facts: [owner(ownerId)] }, effectiveOn }) as const;
    const states = [at("2025-03-01", "ada"), at("2025-01-01", null)].reduce(evolveOwner, null);
    expect(states).toEqual({ ownerId: null, since: "2025-03-01" });
  });
});
