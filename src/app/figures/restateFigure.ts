import type { Facts } from "../../projections/figures/facts.ts";
import { within } from "../../projections/figures/coverageIntervals.ts";
import type { FigureQuestion } from "../../projections/figures/figure.ts";
import type { FigureName } from "../../projections/figures/figures.ts";
import type { Figures } from "../muster.ts";
import type { Position } from "../ports/eventLog.ts";
import { type Asking, type FigureAnswer, figureWithFacts } from "./answerFigure.ts";
import type { ChangingEvent } from "./changedFacts.ts";
import { questionOf } from "./figureAsked.ts";
import { wantedBy } from "./wantedFacts.ts";

/** A figure as it was known, as it is known now, and the events that were recorded since and make the difference. */
export type Restated = {
  readonly then: FigureAnswer;
  readonly now: FigureAnswer;
  readonly events: readonly ChangingEvent[];
};

/** A figure as it was known up to a position, beside what is known now. */
export async function restateFigure(
  figures: Figures,
  name: FigureName,
  { asking, upTo }: { readonly asking: Asking; readonly upTo: Position },
): Promise<Restated> {
  const { asked, today } = asking;
  const then = await figureWithFacts(figures, name, { ...asking, asked: { ...asked, upTo } });
  const now = await figureWithFacts(figures, name, { asked: { ...asked, upTo: undefined }, today });
  const question = questionOf(name, asking);
  const queues = queuesOf([then.facts, now.facts], question);
  const events = await figures.changes(upTo, { ...wantedBy(name, question), queues });
  return { then: then.answer, now: now.answer, events };
}

/** The queues that somebody of the team covers in the period, by what was known then or by now. */
function queuesOf(known: readonly Facts[], { team, range }: FigureQuestion): ReadonlySet<string> | undefined {
  if (team === null) return undefined;
  const covers = known.flatMap((facts) => facts.covers);
  return new Set(covers.filter((each) => each.team === team && within(each, range)).map(({ queueId }) => queueId));
}
