import { expect } from "@jest/globals";
import type { Command } from "../../../src/domain/command.ts";
import type { DomainEvent } from "../../../src/domain/event.ts";
import type { Decided } from "../../../src/domain/kernel/decider.ts";
import { Rejection, type RejectionCode } from "../../../src/domain/kernel/rejection.ts";
import type { Setting } from "../../../src/domain/setting.ts";
import { type DatedEntry, emptyTimeline, evolve, type Timeline } from "../../../src/domain/timeline/timeline.ts";
import { decideSeeing } from "./seen.ts";

export const today = "2025-06-30";
export const setting: Setting = { today, newId: (label) => `id of ${label}` };

type Told = Decided<DomainEvent>;

/** All dates, once the events are recorded: each under an id that says which it is. */
export const timelineAfter = (events: readonly Told[]): Timeline =>
  events.map((event, n) => ({ ...event, eventId: `event ${n}` })).reduce(evolve, emptyTimeline);

/** The refusal of a command, or undefined where it is not refused. Anything else that is thrown is a defect. */
export function refusalOf(attempt: () => unknown): Rejection | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
}

/**
 * Given what happened, when a command comes, then these events follow. The command sees only what it asks for, so that
 * every sentence also shows that it asks for enough.
 */
export const given = (...history: readonly (Told | readonly Told[])[]) => ({
  when: (command: Command) => {
    const timeline = timelineAfter(history.flat());
    const decided = () => decideSeeing(command, timeline, setting).events;
    return {
      then: (...expected: readonly Told[]) => expect(decided()).toEqual(expected),
      /** The guards are told this beside what each event enters. */
      thenEntering: (entry: DatedEntry) =>
        expect(decideSeeing(command, timeline, setting).entries).toContainEqual(entry),
      thenNothing: () => expect(decided()).toEqual([]),
      /** The sentence must hold each of these texts. */
      thenRejected: (code: RejectionCode, ...texts: readonly string[]): void => {
        const refusal = refusalOf(decided);
        expect(refusal?.code).toBe(code);
        for (const text of texts) expect(refusal?.message).toContain(text);
      },
      /** What a program reads of the refusal must hold these details. */
      thenRejectedNaming: (code: RejectionCode, details: object): void => {
        expect(refusalOf(decided)).toMatchObject({ code, details });
      },
    };
  },
});
