import { afterAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { DomainEvent } from "../../src/domain/event.ts";
import type { Recorded } from "../../src/domain/recorded.ts";
import { inWords, keptAfter, tablesAt } from "../support/asOf/kept.ts";
import { live } from "../support/asOf/lives.ts";
import { endOfAppend, plainly, type Point, rowsOf, type Told } from "../support/asOf/plain.ts";
import { lives } from "../support/asOf/turns.ts";
import { oddDays } from "../support/asOf/zones.ts";
import { seeded } from "../support/seed.ts";

const histories = Number(process.env["MUSTER_HISTORIES"] ?? 1_000);
const points = 12;

const told = ({ type, data, meta, position }: Recorded<DomainEvent>): Told => ({
  ...{ type, data, eventId: meta.eventId, commandId: meta.commandId, on: meta.effectiveOn },
  position: Number(position),
});

/** What was met, and how often. */
const met = new Map<string, number>();

function compare(found: readonly string[], wanted: readonly string[], where: object): void {
  if (found.length === wanted.length && found.every((each, n) => each === wanted[n])) return;
  expect({ ...where, rows: found }).toEqual({ ...where, rows: wanted });
}

describe(`${histories} histories by command, in five time zones`, () => {
  afterAll(() => met.clear());

  it("answer as of any day, as known at any position, as a plain reading of the log does", () => {
    fc.assert(
      fc.property(
        lives,
        fc.array(fc.tuple(fc.double({ noNaN: true, min: 0, max: 1 }), fc.nat()), {
          minLength: points,
          maxLength: points,
        }),
        fc.constantFrom(1, 3, 7, 1_000),
        (life, asked, batch) => {
          const { log, days, seen } = live(life);
          for (const each of [...seen, life.odd.zone]) met.set(each, (met.get(each) ?? 0) + 1);
          const plain = log.map(told);
          const { tables, kept } = keptAfter(log, batch);
          const dates = [...new Set([...log.map(({ meta }) => meta.effectiveOn), ...days.map(([day]) => day)])].sort();
          const somewhere = asked.map(([at, on]): Point => ({
            ...{ at: endOfAppend(plain, Math.round(at * log.length)), on: dates[on % dates.length] ?? "" },
          }));
          for (const { on, at } of somewhere)
            compare(inWords(tablesAt(kept, { on, at: BigInt(at) })), rowsOf(plainly(plain, { on, at })), { on, at });

          // What is live is as of today, with all that is known: nothing that is to come is in the log.
          for (const [day, byTable] of days) if (day !== byTable) expect(day).toBe(byTable);
          const today = days.map(([, day]) => day).reduce((a, b) => (a > b ? a : b));
          const now = rowsOf(plainly(plain, { on: today, at: log.length }));
          compare(inWords(tables), now, { live: today });
          compare(inWords(tablesAt(kept, { on: today, at: BigInt(log.length) })), now, { today });
          expect(log.some(({ meta }) => meta.effectiveOn > today)).toBe(false);
        },
      ),
      seeded(histories),
    );
  }, 3_600_000);

  // Which a few need not.
  (histories < 1_000 ? it.skip : it)("met all that they are for", () => {
    const lacking = [
      ...oddDays.map(({ zone }) => zone),
      ...["backdated", "applied on its day", "applied after its day", "moved", "cancelled", "clock set back"],
      ...["undone", "undo undone", "MemberRehired", "MemberReactivated", "MemberSealed", "MemberDataErased"],
      ...["MemberRegisteredInError"],
      ...["MemberChangeReversed", "QueueChangeReversed", "conflicts-with-later-change", "date-before-start"],
    ].filter((each) => !met.has(each));
    expect(lacking).toEqual([]);
  });
});
