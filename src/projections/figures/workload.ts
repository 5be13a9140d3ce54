import { counts, within } from "./coverageIntervals.ts";
import { Daily } from "./daily.ts";
import type { DayRange, Facts, TicketsMade } from "./facts.ts";
import {
  type FigureDefinition,
  type FigureQuestion,
  type FigureResult,
  type FigureRow,
  ownDefinition,
  ratio,
} from "./figure.ts";
import { byStep, staysIn } from "./scope.ts";
import { stepsOf } from "./steps.ts";

export type WorkloadMethod = "by-queue" | "per-head";
type Question = FigureQuestion<WorkloadMethod>;

const made = "Tickets that the service desk made in the step (those that are open today in `parts`)";

/** The name under which tickets are told that are in no queue. */
export const noQueue = "(none)";

/** How much work came in, by the dates of the service desk's tickets, for each person who was there to do it. */
export const workload: FigureDefinition<WorkloadMethod> = {
  methods: {
    "by-queue": {
      definition: `${made}, queue by queue, ÷ the mean of the daily numbers of people who cover the queue of that name, trainees left out. For a team: the queues that somebody of it covers in the period.`,
      source: ownDefinition,
    },
    "per-head": {
      definition: `${made} ÷ the mean of the daily headcounts. For a team: tickets of the queues that somebody of it covers in the period, by its headcount.`,
      source: ownDefinition,
    },
  },
  unit: "tickets",
  needs: ({ method, team }) => ({
    people: method === "per-head" ? "presences" : "none",
    queues: method === "by-queue" || team !== null ? "all" : "none",
    ...{ allDays: false, tickets: true },
  }),
  compute: (facts, question) => (question.method === "per-head" ? perHead(facts, question) : byQueue(facts, question)),
};

function perHead(facts: Facts, question: Question): FigureResult {
  const { range, step, team } = question;
  const daily = new Daily(staysIn(facts, team), range);
  const steps = stepsOf(range, step);
  const tickets = byStep(ticketsOf(facts, question), steps, ({ on }) => on);
  const rowOf = (part: DayRange, of: readonly TicketsMade[]) => row(part, null, { of, people: daily.mean(part) });
  return { rows: steps.map((part, index) => rowOf(part, tickets[index] ?? [])), total: rowOf(range, tickets.flat()) };
}

function byQueue(facts: Facts, question: Question): FigureResult {
  const { range, step } = question;
  const steps = stepsOf(range, step);
  const groups = Map.groupBy(ticketsOf(facts, question), ({ queue }) => queue);
  const names = [...groups.keys()].sort((a, b) => order(a ?? noQueue, b ?? noQueue));
  const rows = names.map((name) => {
    const people = new Daily(coversOf(facts, name), range);
    const tickets = byStep(groups.get(name) ?? [], steps, ({ on }) => on);
    return steps.map((part, index) =>
      row(part, name ?? noQueue, { of: tickets[index] ?? [], people: people.mean(part) }),
    );
  });
  return { rows: steps.flatMap((_, index) => rows.flatMap((own) => own[index] ?? [])) };
}

/** Who covers a queue while it is called so. */
const coversOf = ({ covers, terms }: Facts, name: string | null) =>
  terms
    .filter((term) => term.name === name)
    .flatMap((term) =>
      covers.flatMap((cover) => {
        const inside = cover.queueId === term.queueId && counts(cover) && overlap(cover, term);
        return inside ? [inside] : [];
      }),
    );

type Days = { readonly from: string; readonly to: string | null };

function overlap(a: Days, b: Days): Days | undefined {
  const from = a.from < b.from ? b.from : a.from;
  const to = a.to === null || (b.to !== null && b.to < a.to) ? b.to : a.to;
  return to !== null && to < from ? undefined : { from, to };
}

/** Those of the range; of a team, those of queues by whatever name they had while somebody of it covered them. */
function ticketsOf({ tickets = [], covers, terms }: Facts, { range, team }: Question): readonly TicketsMade[] {
  const inRange = tickets.filter(({ on }) => range.from <= on && on <= range.to);
  if (team === null) return inRange;
  const theirs = new Set(
    covers.filter((cover) => cover.team === team && within(cover, range)).map(({ queueId }) => queueId),
  );
  const names = new Set(terms.filter(({ queueId }) => theirs.has(queueId)).map(({ name }) => name));
  return inRange.filter(({ queue }) => queue !== null && names.has(queue));
}

type Load = { readonly of: readonly TicketsMade[]; readonly people: number };

function row(part: DayRange, group: string | null, { of, people }: Load): FigureRow {
  const sum = (count: (each: TicketsMade) => number) => of.reduce((total, each) => total + count(each), 0);
  const numerator = sum(({ tickets }) => tickets);
  const parts = { open: sum(({ open }) => open) };
  return { ...part, group, numerator, denominator: people, value: ratio(numerator, people), parts };
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
