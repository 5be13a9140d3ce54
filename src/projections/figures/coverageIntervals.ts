import { addDays, type LocalDate } from "../../domain/kernel/time.ts";
import type { Cover, DayRange, Facts, Interval, QueueTerm } from "./facts.ts";
import type { CoverageInterval } from "./figure.ts";

/** Whether it counts towards a queue's cover: a trainee's does not. */
export const counts = ({ assignmentType }: Cover): boolean => assignmentType !== "trainee";

/**
 * How each queue was covered, in stretches without a gap while it is open, within a range: by how many (trainees left
 * out), against which minimum. Queues by name, then by id.
 */
export function coverageIntervals({ covers, terms }: Pick<Facts, "covers" | "terms">, range: DayRange) {
  const byQueue = Map.groupBy(covers.filter(counts), ({ queueId }) => queueId);
  const queues = [...Map.groupBy(terms, ({ queueId }) => queueId)].map(([queueId, own]) =>
    merged(own.flatMap((term) => stretchesOf(term, byQueue.get(queueId) ?? [], range))),
  );
  return queues
    .filter((stretches) => stretches.length > 0)
    .sort(([a], [b]) => order(`${a?.queue ?? ""} ${a?.queueId ?? ""}`, `${b?.queue ?? ""} ${b?.queueId ?? ""}`))
    .flat();
}

/** The part of an interval that lies in a range; undefined where none does. */
export function within({ from, to }: Interval, range: DayRange): DayRange | undefined {
  const part = { from: from < range.from ? range.from : from, to: to === null || to > range.to ? range.to : to };
  return part.from <= part.to ? part : undefined;
}

/** A term parted wherever somebody begins or ceases to cover the queue. */
function stretchesOf(term: QueueTerm, covers: readonly Cover[], range: DayRange): readonly CoverageInterval[] {
  const open = within(term, range);
  if (!open) return [];
  const inside = covers.flatMap((cover) => within(cover, open) ?? []);
  const changes = new Map<LocalDate, number>([[open.from, 0]]);
  const change = (day: LocalDate, by: number) => changes.set(day, (changes.get(day) ?? 0) + by);
  for (const { from, to } of inside) {
    change(from, 1);
    if (to < open.to) change(addDays(to, 1), -1);
  }
  let covering = 0;
  return [...changes]
    .sort(([a], [b]) => order(a, b))
    .map(([from, by], index, all): CoverageInterval => {
      covering += by;
      const next = all[index + 1]?.[0];
      const { queueId, name: queue, minimum } = term;
      const to = next === undefined ? open.to : addDays(next, -1);
      return { queueId, queue, from, to, covering, minimum, state: stateOf(covering, minimum) };
    });
}

const stateOf = (covering: number, minimum: number): CoverageInterval["state"] =>
  covering === 0 ? "uncovered" : covering < minimum ? "under-minimum" : "covered";

/** Stretches that follow one another and are alike become one. */
function merged(stretches: readonly CoverageInterval[]): readonly CoverageInterval[] {
  const found: CoverageInterval[] = [];
  for (const each of stretches.toSorted((a, b) => order(a.from, b.from))) {
    const before = found.at(-1);
    if (before && isAlike(before, each)) found.splice(-1, 1, { ...before, to: each.to });
    else found.push(each);
  }
  return found;
}

const isAlike = (a: CoverageInterval, b: CoverageInterval): boolean =>
  addDays(a.to, 1) === b.from && a.queue === b.queue && a.covering === b.covering && a.minimum === b.minimum;

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
