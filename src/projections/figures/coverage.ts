import { daysBetween } from "../../domain/kernel/time.ts";
import { coverageIntervals, within } from "./coverageIntervals.ts";
import type { DayRange, Facts } from "./facts.ts";
import {
  type CoverageInterval,
  type FigureDefinition,
  type FigureRow,
  ownDefinition,
  ratio,
  queues,
} from "./figure.ts";
import { stepsOf } from "./steps.ts";

/** Days on which each queue was uncovered or under its minimum, and the intervals that they come of. */
export const coverage: FigureDefinition<"intervals"> = {
  methods: {
    intervals: {
      definition:
        "Days on which nobody active covers the queue (uncovered), or fewer than its minimum do (under minimum), ÷ days on which it is open. Trainees do not count. For a team: the queues that somebody of it covers in the period, by whomever they are covered.",
      source: ownDefinition,
    },
  },
  unit: "share",
  needs: queues,
  compute(facts, { range, step, team }) {
    const intervals = coverageIntervals(team === null ? facts : ofTeam(facts, team, range), range);
    const queues = [...Map.groupBy(intervals, ({ queueId }) => queueId).values()];
    const rows = stepsOf(range, step).flatMap((part) => queues.flatMap((own) => rowOf(part, own) ?? []));
    return { rows, intervals };
  },
};

/** The queues that somebody of the team covers in the range, with all who cover them. */
function ofTeam({ covers, terms }: Facts, team: string, range: DayRange): Pick<Facts, "covers" | "terms"> {
  const theirs = new Set(
    covers.filter((cover) => cover.team === team && within(cover, range)).map(({ queueId }) => queueId),
  );
  return { covers, terms: terms.filter(({ queueId }) => theirs.has(queueId)) };
}

function rowOf(part: DayRange, intervals: readonly CoverageInterval[]): FigureRow | undefined {
  const inside = intervals.flatMap((each) => {
    const days = within(each, part);
    return days ? [{ ...each, days: daysBetween(days.from, days.to) + 1 }] : [];
  });
  const last = inside.at(-1);
  if (!last) return undefined;
  const daysOf = (states: readonly CoverageInterval["state"][]) =>
    inside.filter(({ state }) => states.includes(state)).reduce((sum, { days }) => sum + days, 0);
  const [uncovered, underMinimum] = [daysOf(["uncovered"]), daysOf(["under-minimum"])];
  const [numerator, denominator] = [uncovered + underMinimum, uncovered + underMinimum + daysOf(["covered"])];
  const parts = { uncovered, underMinimum };
  return { ...part, group: last.queue, numerator, denominator, value: ratio(numerator, denominator), parts };
}
