import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import type { MusterEvent } from "../../src/domain/event.ts";
import { addDays } from "../../src/domain/kernel/time.ts";
import type { Recorded } from "../../src/domain/recorded.ts";
import { emptyTables } from "../../src/projections/rosterTables.ts";
import { versionsOf } from "../../src/projections/streamVersions.ts";
import { layVersioned, VersionChanges } from "../../src/projections/versionChanges.ts";
import { end, holdsAt, keyOf, type Version } from "../../src/projections/versions.ts";
import { seeded } from "../support/seed.ts";
import {
  assigned,
  deactivated,
  reactivated,
  registered,
  registeredInError,
  renamed,
  retyped,
  sealed,
  transferred,
  unassigned,
} from "./events.ts";
import { type Dated, on, recorded } from "./given.ts";

const ada = on("2025-01-01", registered("ada", { name: "Ada", team: "Cloud" }));

const told = (versions: readonly Version[]) =>
  versions.map(({ row, validFrom, validTo, knownFrom, succeededAt, knownTo }) => [
    "team" in row ? row.team : "assignmentType" in row ? row.assignmentType : row.name,
    ...[validFrom, validTo, knownFrom, succeededAt, knownTo],
  ]);

describe("the versions of a row", () => {
  it("follow one another in the world", () => {
    const events = recorded([ada, on("2025-03-01", transferred("ada", "Cloud", "Field"))]);
    expect(told(versionsOf(events))).toEqual([
      ["Cloud", "2025-01-01", "2025-03-01", 1n, 2n, null],
      ["Field", "2025-03-01", null, 2n, null, null],
    ]);
  });

  it("take one another's place where a day is corrected on itself", () => {
    const events = recorded([ada, on("2025-01-01", transferred("ada", "Cloud", "Field"))]);
    expect(told(versionsOf(events))).toEqual([
      ["Cloud", "2025-01-01", null, 1n, null, 2n],
      ["Field", "2025-01-01", null, 2n, null, null],
    ]);
  });

  it("keep what was believed before a change that was recorded late", () => {
    const events = recorded([
      ada,
      on("2025-06-01", renamed("ada", "Ada", "Ada King")),
      on("2025-03-01", transferred("ada", "Cloud", "Field")),
    ]);
    const versions = versionsOf(events);
    const team = (day: string, at: bigint) => versions.find((each) => holdsAt(each, { on: day, at }))?.row;
    expect(team("2025-04-01", 2n)).toMatchObject({ team: "Cloud", name: "Ada" });
    expect(team("2025-04-01", 3n)).toMatchObject({ team: "Field", name: "Ada" });
    expect(team("2025-07-01", 2n)).toMatchObject({ team: "Cloud", name: "Ada King" });
    expect(team("2025-07-01", 3n)).toMatchObject({ team: "Field", name: "Ada King" });
    expect(team("2025-02-01", 3n)).toMatchObject({ team: "Cloud" });
    expect(team("2024-12-31", 3n)).toBeUndefined();
    expect(team("2025-07-01", 0n)).toBeUndefined();
  });

  it("end as known from a registration in error on, and stay what was believed before", () => {
    const events = recorded([
      ada,
      on("2025-02-01", assigned("ada", "a1", "dns")),
      on("2025-01-01", registeredInError("ada")),
    ]);
    const versions = versionsOf(events);
    expect(versions.filter((each) => holdsAt(each, { on: "2025-03-01", at: 2n }))).toHaveLength(2);
    expect(versions.filter((each) => holdsAt(each, { on: "2025-03-01", at: 3n }))).toHaveLength(0);
  });

  it("are gone altogether past retention", () => {
    expect(versionsOf(recorded([ada, on("2033-01-01", sealed("ada"))]))).toEqual([]);
  });
});

/** What is kept, as a database would: without reading it, only the changes of a batch are brought in. */
function keptAfter(events: readonly Recorded<MusterEvent>[], batches: number): readonly Version[] {
  let kept: Version[] = [];
  const tables = emptyTables();
  const streams = Map.groupBy(events, ({ stream }) => stream);
  for (let first = 0; first < events.length; first += batches) {
    const changes = new VersionChanges();
    for (const event of events.slice(first, first + batches)) layVersioned(tables, changes, event, streams);
    kept = kept.filter(({ row }) => !changes.replaced.has("memberId" in row ? row.memberId : row.queueId));
    for (const [key, { moment }] of changes.ended)
      for (const version of kept)
        if (keyOf(version.row) === key && version.validTo === null && version.knownTo === null) end(version, moment);
    kept.push(...changes.added);
  }
  return kept;
}

const word = fc.constantFrom("x", "y", "z");
const assignment = fc.constantFrom("a1", "a2");
const change: fc.Arbitrary<MusterEvent> = fc.oneof(
  word.map((name) => renamed("ada", "?", name)),
  word.map((team) => transferred("ada", "?", team)),
  assignment.map((id) => assigned("ada", id, "dns")),
  assignment.map((id) => unassigned("ada", id, "dns")),
  assignment.map((id) => retyped("ada", id, "dns", ["primary", "backup"])),
  fc.constant(deactivated("ada", "2025-01-01")),
  fc.constant(reactivated("ada", "2025-01-01")),
  { weight: 1, arbitrary: fc.constant(registeredInError("ada")) },
);
const days = 12;
const history: fc.Arbitrary<readonly Dated[]> = fc
  .array(fc.tuple(change, fc.nat(days)), { minLength: 1, maxLength: 25, size: "max" })
  .map((changes) => [ada, ...changes.map(([event, day]) => on(addDays("2025-01-01", day), event))]);

type Rows = Readonly<Record<string, unknown>>;

/** Written without the reducers: what one member's events come to, of those known by then that hold by then. */
function naively(events: readonly Recorded<MusterEvent>[], day: string, at: bigint): Rows {
  const due = events
    .filter(({ position, meta }) => position <= at && meta.effectiveOn <= day)
    .sort((a, b) => a.meta.effectiveOn.localeCompare(b.meta.effectiveOn) || Number(a.revision - b.revision));
  let member: { name: string; team: string; active: boolean; start: string; end: string | null } | undefined;
  let covers: Record<string, { type: string; from: string; to: string | null }> = {};
  for (const { type, data, meta } of due) {
    if (type === "MemberRegistered")
      member = { name: data.name, team: data.team, active: true, start: meta.effectiveOn, end: null };
    if (type === "MemberRegisteredInError") [member, covers] = [undefined, {}];
    if (!member) continue;
    if (type === "MemberRenamed") member.name = data.to;
    if (type === "MemberTransferred") member.team = data.to;
    if (type === "MemberDeactivated") [member.active, member.end] = [false, data.lastDay];
    if (type === "MemberReactivated") [member.active, member.end] = [true, null];
    if (type === "QueueAssigned")
      covers[data.assignmentId] = { type: data.assignmentType, from: meta.effectiveOn, to: null };
    const cover = "assignmentId" in data ? covers[data.assignmentId] : undefined;
    if (cover && type === "QueueAssignmentRemoved") cover.to = meta.effectiveOn;
    if (cover && type === "QueueAssignmentRetyped") cover.type = data.to;
  }
  return { ...(member && { ada: member }), ...covers };
}

function fromVersions(versions: readonly Version[], day: string, at: bigint): Rows {
  const found = versions.filter((each) => holdsAt(each, { on: day, at })).map(({ row }) => row);
  const told = found.map((row) => {
    if ("assignmentId" in row) return { type: row.assignmentType, from: row.assignedDate, to: row.removedDate };
    if ("memberId" in row)
      return { name: row.name, team: row.team, active: row.active, start: row.startDate, end: row.endDate };
    return { name: row.name };
  });
  if (new Set(found.map(keyOf)).size < found.length) throw new Error(`Two versions of a row on ${day} at ${at}`);
  return Object.fromEntries(found.map((row, index) => [keyOf(row), told[index]]));
}

describe("a member's versions", () => {
  it("answer each day as known at each position as the events up to there do", () => {
    fc.assert(
      fc.property(history, (dated) => {
        const events = recorded(dated);
        const versions = versionsOf(events);
        for (let at = 0n; at <= BigInt(events.length); at++)
          for (let day = -1; day <= days; day++) {
            const date = addDays("2025-01-01", day);
            const [told, wanted] = [fromVersions(versions, date, at), naively(events, date, at)];
            if (!isDeepStrictEqual(told, wanted)) expect({ date, at, ...told }).toEqual({ date, at, ...wanted });
          }
      }),
      seeded(Number(process.env["MUSTER_TEST_HISTORIES"] ?? 1_000)),
    );
  });

  it("are the same, event by event or in batches", () => {
    fc.assert(
      fc.property(history, fc.constantFrom(1, 2, 3, 7, 50), (dated, batches) => {
        const events = recorded(dated);
        const sorted = (versions: readonly Version[]) =>
          told(versions)
            .map((each) => each.map(String).join(" "))
            .toSorted();
        expect(sorted(keptAfter(events, batches))).toEqual(sorted(versionsOf(events)));
      }),
      seeded(),
    );
  });
});
