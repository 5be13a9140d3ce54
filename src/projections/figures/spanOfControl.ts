import { type DayRange, holdsOn, type Stay } from "./facts.ts";
import { type FigureDefinition, type FigureRow, ratio, staysOnLastDays } from "./figure.ts";
import { staysIn } from "./scope.ts";
import { stepsOf } from "./steps.ts";

/**
 * Span of control: direct reports for each manager who has at least one, the mean over them; and how many layers there
 * are, on the last day of each step. A line counts while both of its ends are active; for a team, while both are on it.
 * Source: V. A. Graicunas, "Relationship in Organization" (1933), for the term; the count is the common one.
 */
export const spanOfControl: FigureDefinition<"direct-reports"> = {
  methods: {
    "direct-reports": {
      definition:
        "Direct reports ÷ managers with at least one, on the last day of each step; a line counts while both ends are active (on the team, for a team's figure). Layers are the people on the longest line, the top among them.",
      source: 'V. A. Graicunas, "Relationship in Organization" (1933), for the term; the count is the common one',
    },
  },
  unit: "people",
  needs: () => staysOnLastDays("managerId"),
  compute(facts, { range, step, team }) {
    const stays = staysIn(facts, team);
    return { rows: stepsOf(range, step).map((part) => rowOf(part, stays)) };
  },
};

function rowOf(part: DayRange, stays: readonly Stay[]): FigureRow {
  const there = stays.filter((stay) => holdsOn(stay, part.to));
  const active = new Set(there.map(({ memberId }) => memberId));
  const lines = new Map(
    there.flatMap(({ memberId, managerId }) =>
      managerId !== null && active.has(managerId) ? [[memberId, managerId] as const] : [],
    ),
  );
  const spans = [...Map.groupBy(lines.values(), (managerId) => managerId).values()].map(({ length }) => length);
  const [numerator, denominator] = [lines.size, spans.length];
  const parts = {
    people: there.length,
    withoutManager: there.length - lines.size,
    largest: spans.reduce((most, span) => Math.max(most, span), 0),
    layers: layersOf(active, lines),
  };
  return { ...part, group: null, numerator, denominator, value: ratio(numerator, denominator), parts };
}

/** How many people are on the longest line from the top down: 0 where there is nobody, 1 where nobody reports to anyone. */
export function layersOf(people: ReadonlySet<string>, managers: ReadonlyMap<string, string>): number {
  const depths = new Map<string, number>();
  for (const person of people) {
    const line: string[] = [];
    let above: string | undefined = person;
    // A circle cannot be recorded; should a log hold one all the same, this ends.
    while (above !== undefined && !depths.has(above) && !line.includes(above)) {
      line.push(above);
      above = managers.get(above);
    }
    let depth = above === undefined ? 0 : (depths.get(above) ?? 0);
    for (const each of line.reverse()) depths.set(each, (depth += 1));
  }
  return [...depths.values()].reduce((most, depth) => Math.max(most, depth), 0);
}
