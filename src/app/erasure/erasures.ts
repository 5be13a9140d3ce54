import type { Command } from "../../domain/command.ts";
import { memberStream } from "../../domain/event.ts";
import { isErased } from "../../domain/member/erased.ts";
import { Rejection } from "../../domain/kernel/rejection.ts";
import type { CommandHandler } from "../commandHandler.ts";
import type { CommandContext } from "../handling.ts";
import type { Outcome } from "../outcome.ts";
import { finishErasure, type FinishParts } from "./finish.ts";
import { personOf } from "./person.ts";
import type { Trace } from "./traces.ts";

/**
 * What an erasure does: which events nobody can read any more but for their bare facts, and what else there is of the person.
 * @property erased whether it was done before: then there is nothing left to find
 */
export type ErasurePlan = {
  readonly memberId: string;
  readonly name: string;
  readonly erased: boolean;
  readonly sealedEvents: number;
  readonly traces: readonly Trace[];
};

export type Erasure = { readonly plan: ErasurePlan; readonly outcome: Outcome };

export type ErasureAsked = { readonly memberId: string; readonly ground: string | null };

/** Forgets members who have left. */
export type Erasures = {
  /** What an erasure would do; refused as it would be. @throws {Rejection} */
  plan(asked: ErasureAsked, context: CommandContext): Promise<ErasurePlan>;
  /**
   * Records the erasure, removes what there is of the person beside the log, and destroys their key. When this comes back no
   * process can read of them any more. Where it is interrupted, the next start finishes it; again does no harm.
   * @throws {Rejection} `member-still-active`, `legal-hold`, `member-within-retention`, `member-unknown`
   */
  erase(asked: ErasureAsked, context: CommandContext): Promise<Erasure>;
};

/** @property years for how long after their last day members are kept */
export type ErasureParts = FinishParts & {
  readonly commands: CommandHandler;
  readonly today: () => string;
  readonly years: number;
};

export function erasures(parts: ErasureParts): Erasures {
  const commandOf = ({ memberId, ground }: ErasureAsked): Command => ({
    type: "EraseMember",
    data: { memberId, on: parts.today(), ground, years: parts.years },
  });
  return {
    async plan(asked, context) {
      await parts.commands.plan([commandOf(asked)], context);
      return planned(parts, asked.memberId);
    },
    async erase(asked, context) {
      const { memberId } = asked;
      await parts.commands.plan([commandOf(asked)], context);
      const plan = await planned(parts, memberId);
      await parts.begun.begin(context.commandId, memberId);
      const outcome = await parts.commands.handle([commandOf(asked)], context).catch(async (error: unknown) => {
        // Refused for certain; of anything else it is not known what came of it.
        if (error instanceof Rejection) await parts.begun.dropped(context.commandId);
        throw error;
      });
      await finishErasure(parts, memberId);
      return { plan, outcome };
    },
  };
}

async function planned(parts: ErasureParts, memberId: string): Promise<ErasurePlan> {
  const { events } = await parts.read(memberStream(memberId));
  const person = personOf(memberId, events);
  const erased = isErased(events);
  const found = erased ? [] : await Promise.all(parts.keepers.map((keeper) => keeper.find(person)));
  return {
    ...{ memberId, erased, sealedEvents: person.sealed, name: person.names.at(-1) ?? memberId },
    traces: found.flat(),
  };
}
