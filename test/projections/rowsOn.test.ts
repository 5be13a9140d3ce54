import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { MusterEvent } from "../../src/domain/event.ts";
import { addDays } from "../../src/domain/kernel/time.ts";
import { rowsOn } from "../../src/projections/rowsOn.ts";
import { versionsOf } from "../../src/projections/streamVersions.ts";
import { holdsAt, keyOf } from "../../src/projections/versions.ts";
import { seeded } from "../support/seed.ts";
import {
  assigned,
  deactivated,
  opened,
  queueRenamed,
  reactivated,
  registered,
  registeredInError,
  renamed,
  sealed,
  transferred,
  unassigned,
} from "./events.ts";
import { type Dated, on, recorded } from "./given.ts";

const first = "2025-01-01";
const ada = on(first, registered("ada", { name: "Ada", team: "Cloud" }));

describe("the rows of a day", () => {
  it("are those of the streams given, one beside the other", () => {
    const events = recorded([
      ada,
      on(first, opened("dns")),
      on("2025-02-01", assigned("ada", "a1", "dns")),
      on("2025-03-01", queueRenamed("dns", "dns", "names")),
      on("2025-04-01", transferred("ada", "Cloud", "Field")),
    ]);
    const streams = [...Map.groupBy(events, ({ stream }) => stream).values()];
    const told = (day: string) => {
      const { members, queues, assignments, history } = rowsOn(streams, day);
      expect(history.size).toBe(0);
      return [members.get("ada")?.team, queues.get("dns")?.name, assignments.get("a1")?.active];
    };
    expect(told("2024-12-31")).toEqual([undefined, undefined, undefined]);
    expect(told("2025-01-31")).toEqual(["Cloud", "dns", undefined]);
    expect(told("2025-03-01")).toEqual(["Cloud", "names", true]);
    expect(told("2025-04-01")).toEqual(["Field", "names", true]);
  });

  it("are none of what was sealed, whatever the day", () => {
    expect(rowsOn([recorded([ada, on("2033-01-01", sealed("ada"))])], "2025-06-01").members.size).toBe(0);
  });
});

const word = fc.constantFrom("x", "y", "z");
const change: fc.Arbitrary<MusterEvent> = fc.oneof(
  word.map((name) => renamed("ada", "?", name)),
  word.map((team) => transferred("ada", "?", team)),
  fc.constantFrom("a1", "a2").map((id) => assigned("ada", id, "dns")),
  fc.constantFrom("a1", "a2").map((id) => unassigned("ada", id, "dns")),
  fc.constant(deactivated("ada", first)),
  fc.constant(reactivated("ada", first)),
  fc.constant(registeredInError("ada")),
);
const days = 10;
const history: fc.Arbitrary<readonly Dated[]> = fc
  .array(fc.tuple(change, fc.nat(days)), { minLength: 1, maxLength: 20, size: "max" })
  .map((changes) => [ada, ...changes.map(([event, day]) => on(addDays(first, day), event))]);

it("the rows of a day are what the versions hold for it, as known at each position", () => {
  fc.assert(
    fc.property(history, (dated) => {
      const events = recorded(dated);
      for (let at = 1; at <= events.length; at++) {
        const known = events.slice(0, at);
        const versions = versionsOf(known);
        for (let day = -1; day <= days; day++) {
          const date = addDays(first, day);
          const { members, assignments } = rowsOn([known], date);
          const held = versions.filter((each) => holdsAt(each, { on: date, at: BigInt(at) })).map(({ row }) => row);
          const rows = new Map<string, object>([...members, ...assignments]);
          expect(new Map(held.map((row) => [keyOf(row), row]))).toEqual(rows);
        }
      }
    }),
    seeded(100),
  );
});
