import { daysBetween } from "../../domain/kernel/time.ts";
import { type AssignmentType, assignmentTypes } from "../../domain/member/messages.ts";
import { within } from "./coverageIntervals.ts";
import { follows } from "./dated.ts";
import type { Cover, DayRange, Facts, QueueTerm } from "./facts.ts";
import {
  type AssignmentInterval,
  type FigureDefinition,
  type FigureRow,
  ownDefinition,
  queues,
  ratio,
} from "./figure.ts";
import { stepsOf } from "./steps.ts";

/** How many assignments each queue had, trainees' among them, and who covered it from when to when. */
export const assignments: FigureDefinition<"intervals"> = {
  methods: {
    intervals: {
      definition:
        "Days of assignments to the queue, each by itself, ÷ days of the step: the mean of the daily numbers of assignments, by their type in `parts`. For a team: those of its people, while they are on it.",
      source: ownDefinition,
    },
  },
  unit: "assignments",
  needs: queues,
  compute(facts, { range, step, team }) {
    const found = intervalsIn(facts, range, team);
    const byQueue = [...Map.groupBy(found, ({ queueId }) => queueId).values()];
    const rows = stepsOf(range, step).flatMap((part) => byQueue.flatMap((own) => rowOf(part, own) ?? []));
    return { rows, assignments: found };
  },
};

function intervalsIn({ covers, terms }: Facts, range: DayRange, team: string | null): readonly AssignmentInterval[] {
  const names = namesOf(terms);
  const own = covers.filter((cover) => team === null || cover.team === team);
  return merged(own)
    .flatMap(({ queueId, memberId, assignmentType, ...days }) => {
      const inside = within(days, range);
      return inside ? [{ queueId, queue: names.get(queueId) ?? queueId, memberId, assignmentType, ...inside }] : [];
    })
    .sort((a, b) => order(keyOf(a), keyOf(b)));
}

/** The name that each queue had last. */
const namesOf = (terms: readonly QueueTerm[]): ReadonlyMap<string, string> =>
  new Map(terms.toSorted((a, b) => order(a.from, b.from)).map(({ queueId, name }) => [queueId, name]));

/** Another team, among those that count, does not part an assignment. */
function merged(covers: readonly Cover[]): readonly Cover[] {
  const found: Cover[] = [];
  const inOrder = covers.toSorted((a, b) => order(a.assignmentId, b.assignmentId) || order(a.from, b.from));
  for (const each of inOrder) {
    const before = found.at(-1);
    if (before && goesOn(before, each)) found.splice(-1, 1, { ...before, to: each.to });
    else found.push(each);
  }
  return found;
}

const goesOn = (before: Cover, after: Cover): boolean =>
  before.assignmentId === after.assignmentId &&
  before.assignmentType === after.assignmentType &&
  follows(before, after);

function rowOf(part: DayRange, intervals: readonly AssignmentInterval[]): FigureRow | undefined {
  const inside = intervals.flatMap(({ assignmentType, ...days }) => {
    const known = within(days, part);
    return known ? [{ assignmentType, days: daysBetween(known.from, known.to) + 1 }] : [];
  });
  const [first] = intervals;
  if (!first || inside.length === 0) return undefined;
  const daysOf = (types: readonly AssignmentType[]) =>
    inside.filter((each) => types.includes(each.assignmentType)).reduce((sum, { days }) => sum + days, 0);
  const [numerator, denominator] = [daysOf(assignmentTypes), daysBetween(part.from, part.to) + 1];
  const parts = Object.fromEntries(assignmentTypes.map((type) => [type, daysOf([type]) / denominator]));
  return { ...part, group: first.queue, numerator, denominator, value: ratio(numerator, denominator), parts };
}

const keyOf = ({ queue, queueId, from, memberId }: AssignmentInterval): string =>
  [queue, queueId, from, memberId].join(" ");
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
