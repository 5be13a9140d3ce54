import type { LocalDate } from "../../domain/kernel/time.ts";
import { counts } from "./coverageIntervals.ts";
import { type Facts, holdsOn } from "./facts.ts";
import { type FigureDefinition, type FigureRow, ownDefinition, ratio, type SinglePoint, queues } from "./figure.ts";
import { stepsOf } from "./steps.ts";

/** Single points of failure: open queues that one active person alone covers; which they are, on the last day. */
export const singlePointsOfFailure: FigureDefinition<"last-day"> = {
  methods: {
    "last-day": {
      definition:
        "Open queues that one active person alone covers, trainees left out, ÷ open queues, on the last day of each step; `queues` are those of the period's last day. For a team: the queues that somebody of it covers on that day.",
      source: `${ownDefinition}, after "single point of failure" in reliability engineering`,
    },
  },
  unit: "share",
  needs: () => ({ ...queues(), lastDays: [] }),
  compute(facts, { range, step, team }) {
    const rows = stepsOf(range, step).map((part): FigureRow => {
      const { open, single } = pointsOn(facts, part.to, team);
      const value = ratio(single.length, open);
      return { ...part, group: null, numerator: single.length, denominator: open, value, parts: {} };
    });
    return { rows, queues: pointsOn(facts, range.to, team).single };
  },
};

type Points = { readonly open: number; readonly single: readonly SinglePoint[] };

function pointsOn({ covers, terms }: Facts, on: LocalDate, team: string | null): Points {
  const covering = Map.groupBy(
    covers.filter((cover) => counts(cover) && holdsOn(cover, on)),
    ({ queueId }) => queueId,
  );
  const isTheirs = (queueId: string): boolean =>
    team === null || (covering.get(queueId)?.some((cover) => cover.team === team) ?? false);
  const open = terms.filter((term) => holdsOn(term, on) && isTheirs(term.queueId));
  const single = open.flatMap(({ queueId, name: queue }): readonly SinglePoint[] => {
    const [only, ...others] = covering.get(queueId) ?? [];
    return only && others.length === 0 ? [{ on, queueId, queue, memberId: only.memberId }] : [];
  });
  return { open: open.length, single: single.sort((a, b) => (a.queue < b.queue ? -1 : a.queue > b.queue ? 1 : 0)) };
}
