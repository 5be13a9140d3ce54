import { type DayRange, holdsOn, type Stay } from "./facts.ts";
import { type FigureDefinition, type FigureRow, ownDefinition, ratio, staysOnLastDays } from "./figure.ts";
import { staysIn } from "./scope.ts";
import { stepsOf } from "./steps.ts";
import { tenureBand, tenureBands } from "./tenure.ts";

export type CompositionMethod = "by-team" | "by-title" | "by-tenure";

const share = "Those active on the last day of each step, as a share of all who are active on it";

/** What holds of who has no title. */
export const untitled = "(none)";

const seen = { "by-team": "team", "by-title": "title", "by-tenure": "startDate" } as const;

/** Who is there on the last day of each step, by team, title or band of tenure, and their share in all. */
export const composition: FigureDefinition<CompositionMethod> = {
  methods: {
    "by-team": { definition: `${share}, by team.`, source: ownDefinition },
    "by-title": { definition: `${share}, by title; "${untitled}" are those without one.`, source: ownDefinition },
    "by-tenure": {
      definition: `${share}, by whole years of the current period of employment: ${tenureBands.join(", ")}.`,
      source: ownDefinition,
    },
  },
  unit: "share",
  needs: ({ method }) => staysOnLastDays(seen[method]),
  compute(facts, { range, step, method, team }) {
    const stays = staysIn(facts, team);
    return { rows: stepsOf(range, step).flatMap((part) => rowsOf(part, stays, method)) };
  },
};

function rowsOf(part: DayRange, stays: readonly Stay[], method: CompositionMethod): readonly FigureRow[] {
  const there = stays.filter((stay) => holdsOn(stay, part.to));
  const groups = Map.groupBy(there, (stay) => groupOf(stay, part, method));
  const names = method === "by-tenure" ? tenureBands : [...groups.keys()].sort();
  return names.map((group) => {
    const [numerator, denominator] = [groups.get(group)?.length ?? 0, there.length];
    return { ...part, group, numerator, denominator, value: ratio(numerator, denominator), parts: {} };
  });
}

function groupOf(stay: Stay, { to }: DayRange, method: CompositionMethod): string {
  switch (method) {
    case "by-team":
      return stay.team;
    case "by-title":
      return stay.title ?? untitled;
    case "by-tenure":
      return tenureBand(to, stay);
  }
}
