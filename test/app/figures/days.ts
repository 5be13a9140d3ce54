import { answerFigure } from "../../../src/app/figures/answerFigure.ts";
import { changedFacts } from "../../../src/app/figures/changedFacts.ts";
import { type Foretelling, withWhatIsToCome } from "../../../src/app/figures/comingFacts.ts";
import type { FigureAsked } from "../../../src/app/figures/figureAsked.ts";
import { logFigureSources } from "../../../src/app/figures/logSources.ts";
import { restateFigure } from "../../../src/app/figures/restateFigure.ts";
import type { Figures } from "../../../src/app/muster.ts";
import type { Command } from "../../../src/domain/command.ts";
import type { ReasonCode } from "../../../src/domain/member/messages.ts";
import type { FigureName } from "../../../src/projections/figures/figures.ts";
import { memoryDataKeys } from "../../../src/infra/memory/dataKeys.ts";
import { memoryEventLog } from "../../../src/infra/memory/eventLog.ts";
import { by, handling, memberId, queueId, today } from "../../support/handling.ts";

/** Muster over a log in memory, on a day that a test sets, and its figures. */
export function days() {
  const log = memoryEventLog({ atomic: true });
  let day = today;
  const clock = { now: () => new Date(`${day}T12:00:00Z`), today: () => day };
  const dataKeys = memoryDataKeys();
  const muster = handling(log, { dataKeys, clock });
  const foretelling: Foretelling = {
    log,
    decode: (stored) => muster.codec.decode(stored),
    foretold: (...asked) => muster.changes.foretold(...asked),
  };
  const figures: Figures = {
    ...withWhatIsToCome(logFigureSources(foretelling), foretelling),
    changes: (...asked) => changedFacts(foretelling, ...asked),
  };
  const ask = (name: FigureName, asked: FigureAsked) => answerFigure(figures, name, { asked, today: day });
  return {
    ...{ log, muster, figures, ask },
    order: (...commands: readonly [Command, ...Command[]]) => muster.handle(commands, by()),
    /** A later day, with what is due applied. */
    comes: async (next: string) => {
      day = next;
      await muster.changes.applyDue();
    },
    /** What an erasure does beside its event. */
    forget: (name: string): void => {
      dataKeys.destroy(memberId(name));
    },
    restate: async (name: FigureName, upTo: bigint, asked: FigureAsked) =>
      restateFigure(figures, name, { asking: { asked: { ...asked, upTo }, today: day }, upTo }),
  };
}

export const leave = (name: string, lastDay: string, reasonCode: ReasonCode = "resignation"): Command => ({
  type: "DeactivateMember",
  data: { memberId: memberId(name), lastDay, reasonCode, note: null, acceptUncovered: [queueId("cloud")] },
});
export const rename = (name: string, to: string, on: string): Command => ({
  type: "RenameMember",
  data: { memberId: memberId(name), on, name: to },
});
export const transfer = (name: string, team: string, on: string): Command => ({
  type: "TransferMember",
  data: { memberId: memberId(name), on, team, newTeam: true },
});
