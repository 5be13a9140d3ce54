import { Daily } from "./daily.ts";
import { type FigureDefinition, type FigureRow, ownDefinition, queues, ratio } from "./figure.ts";
import { byStep } from "./scope.ts";
import { stepsOf } from "./steps.ts";

/** Churn of assignments: those that ended ÷ the mean number of assignments; how many began is told beside it. */
export const churn: FigureDefinition<"daily-mean"> = {
  methods: {
    "daily-mean": {
      definition:
        "Assignments to queues that ended in the step (by their last day) ÷ the mean of the daily numbers of assignments. An assignment of another type, or taken along to another team, goes on.",
      source: ownDefinition,
    },
  },
  unit: "share",
  needs: () => ({ ...queues(), queues: "covers" }),
  compute({ covers }, { range, step, team }) {
    const own = team === null ? covers : covers.filter((cover) => cover.team === team);
    const daily = new Daily(own, range);
    const steps = stepsOf(range, step);
    const begun = byStep(own, steps, ({ begins, from }) => (begins === "assigned" ? from : null));
    const ended = byStep(own, steps, ({ ends, to }) => (ends === "removed" ? to : null));
    const rows = steps.map((part, index): FigureRow => {
      const [numerator, denominator] = [ended[index]?.length ?? 0, daily.mean(part)];
      const parts = { begun: begun[index]?.length ?? 0, ended: numerator, atTheEnd: daily.on(part.to) };
      return { ...part, group: null, numerator, denominator, value: ratio(numerator, denominator), parts };
    });
    return { rows };
  },
};
