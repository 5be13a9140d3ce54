import { expect } from "@jest/globals";
import { decide, evolve } from "../../../src/domain/decide.ts";
import type { Command } from "../../../src/domain/command.ts";
import type { DomainEvent } from "../../../src/domain/event.ts";
import type { Decided } from "../../../src/domain/kernel/decider.ts";
import { Rejection, type RejectionCode } from "../../../src/domain/kernel/rejection.ts";
import type { Setting } from "../../../src/domain/setting.ts";
import { emptyWorld, type World } from "../../../src/domain/world.ts";
import { seenBy } from "./seen.ts";

export const today = "2025-06-30";
export const setting: Setting = { today, newId: (label) => `id of ${label}` };

type Told = Decided<DomainEvent>;

export const worldAfter = (events: readonly Told[]): World => events.reduce(evolve, emptyWorld);

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
    const world = worldAfter(history.flat());
    const decided = () => decide(command, seenBy(command, world), setting);
    return {
      then: (...expected: readonly Told[]) => expect(decided()).toEqual(expected),
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
