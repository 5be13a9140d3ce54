import fc from "fast-check";
import type { Command } from "../../../src/domain/command.ts";
import { addDays } from "../../../src/domain/kernel/time.ts";
import { memberIds, orders, queueIds } from "../../domain/support/histories.ts";
import { type Odd, oddDays } from "./zones.ts";

/** What happens in the course of an employment, to somebody of whom it can be. */
export type Course = "leave" | "return" | "rehire" | "seal" | "erase";

/** What is done next, and how long after the last. */
export type Turn = {
  readonly minutes: number;
  readonly what: "order" | Course | "undo" | "move" | "cancel";
  /** What is ordered, for how many days from today. */
  readonly order: (on: string) => Command;
  readonly days: number;
  /** Which of what there is, is taken back, moved or cancelled. */
  readonly which: number;
};

/** Once somebody waits for more than seven years, so that what was to be sealed is due. */
export const leapDays = 2_615;

/** `leapAt` is in which hundredth of the turns; null is never. */
export type Life = { readonly odd: Odd; readonly turns: readonly Turn[]; readonly leapAt: number | null };

const minutes = fc.oneof(
  { weight: 6, arbitrary: fc.nat(300) },
  { weight: 3, arbitrary: fc.nat(1_800) },
  // A clock that is set back.
  fc.integer({ min: -240, max: -1 }),
);
const days = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: -9, max: -1 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 5 }) },
);
const what = fc.oneof(
  { weight: 14, arbitrary: fc.constant("order" as const) },
  { weight: 7, arbitrary: fc.constantFrom<Course>("leave", "leave", "return", "rehire", "rehire", "seal", "erase") },
  { weight: 2, arbitrary: fc.constant("undo" as const) },
  fc.constantFrom("move" as const, "cancel" as const),
);

/** A turn of any kind. */
export const turn: fc.Arbitrary<Turn> = fc.record({ minutes, what, order: orders(true), days, which: fc.nat(999) });

/** The days of a team in one of five time zones, and what is ordered in them. */
export const lives: fc.Arbitrary<Life> = fc.record({
  odd: fc.constantFrom(...oddDays),
  turns: fc.array(turn, { minLength: 12, maxLength: 36, size: "max" }),
  leapAt: fc.option(fc.integer({ min: 50, max: 99 }), { freq: 2 }),
});

/**
 * An order in the course of an employment, for a day that is so far from today; another takes over those whom a leaver led,
 * and an erasure is of today.
 */
export function inCourse(course: Course, memberId: string, { today, days }: { today: string; days: number }): Command {
  const on = addDays(today, days);
  switch (course) {
    case "leave":
      return {
        type: "DeactivateMember",
        data: {
          ...{ memberId, lastDay: addDays(on, -1), reasonCode: "resignation", note: null, acceptUncovered: queueIds },
          reportsTo: memberIds.find((id) => id !== memberId) ?? "",
        },
      };
    case "return":
      return { type: "ReactivateMember", data: { memberId, on } };
    case "rehire":
      return { type: "RehireMember", data: { memberId, on, team: "Ops", newTeam: true, managerId: null } };
    case "seal":
      return { type: "SealMember", data: { memberId, on: addDays(on, 2_600) } };
    case "erase":
      return { type: "EraseMember", data: { memberId, on: today, ground: "GDPR Article 17" } };
  }
}
