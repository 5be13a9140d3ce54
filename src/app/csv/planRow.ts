import { addDays, type LocalDate } from "../../domain/kernel/time.ts";
import type { ReasonCode } from "../../domain/member/messages.ts";
import { type Arrival, joining, returning } from "./arrivals.ts";
import type { Column } from "./columns.ts";
import type { Lines } from "./lines.ts";
import { moves } from "./moves.ts";
import type { People, Person } from "./people.ts";
import { phase, type PlannedRow, type RowOutcome, type Step, type Terms } from "./plan.ts";
import type { CsvProblem } from "./problems.ts";
import { type Named, namedIn } from "./references.ts";
import type { CsvRow, RowValues } from "./rows.ts";

type Planning = { readonly people: People; readonly lines: Lines; readonly terms: Terms };

/** What a row asks for, compared with the roster. Nothing is decided here: whether it may be is for the rules. */
export function planRow(person: Person, row: CsvRow, planning: Planning): PlannedRow {
  const { values } = row;
  const named = namedIn(row, planning.people);
  if (values === null) return refused(person, row, [...row.problems, ...named.problems]);
  const circle = planning.lines.circle(person);
  const problems = [...named.problems, ...(circle === undefined ? [] : [inCircle(row, circle)])];
  if (problems.length > 0) return refused(person, row, problems);
  const asked = { person, row, values, named, planning };
  if (person.present === undefined) return joiner(asked);
  return person.present.active ? present(asked) : former(asked);
}

/** Somebody whom a complete file does not have. */
export const planAbsence = (person: Person, terms: Terms): PlannedRow => ({
  ...told(person, null, "leaver", [leaves(person.until ?? terms.on), "is not in the file"]),
  steps: [departure(person, terms.reasonCode, terms)],
});

type Asked = {
  readonly person: Person;
  readonly row: CsvRow;
  readonly values: RowValues;
  readonly named: Named;
  readonly planning: Planning;
};

function told(person: Person, row: CsvRow | null, outcome: RowOutcome, changes: readonly string[] = []): PlannedRow {
  const { memberId, name, email, present: known } = person;
  return {
    ...{ row: row?.row ?? null, memberId, name, email },
    ...{ team: row?.values?.team ?? known?.team ?? "", outcome, changes, steps: [], problems: [] },
  };
}

const refused = (person: Person, row: CsvRow, problems: readonly CsvProblem[]): PlannedRow => ({
  ...told(person, row, "refused"),
  problems,
});

const refusedAt = ({ person, row }: Asked, column: Column, [code, message]: readonly [CsvProblem["code"], string]) =>
  refused(person, row, [{ row: row.row, column, code, message }]);

const inCircle = ({ row }: CsvRow, names: readonly string[]): CsvProblem => ({
  ...{ row, column: "manager email", code: "manager-cycle" },
  message: `These would report to each other: ${names.slice(0, 6).join(" → ")}. Give one of them another manager, or none.`,
});

const leaves = (lastDay: LocalDate): string => `leaves, last day ${lastDay}`;

function departure({ memberId, until }: Person, reasonCode: ReasonCode, { on, acceptUncovered }: Terms): Step {
  const lastDay = until ?? addDays(on, -1);
  const data = { memberId, lastDay, reasonCode, note: null, acceptUncovered };
  return {
    ...{ on: addDays(lastDay, 1), phase: phase.departure, column: "end date" },
    command: { type: "DeactivateMember", data },
  };
}

/** What comes of a member's end date besides: their departure, or that it has not come. */
function withEnd({ person, values, planning: { terms } }: Asked, plan: PlannedRow): PlannedRow {
  if (person.until !== null)
    return {
      ...plan,
      changes: [...plan.changes, leaves(person.until)],
      steps: [...plan.steps, departure(person, values.reasonCode ?? terms.reasonCode, terms)],
    };
  if (values.end === null) return plan;
  const changes = [...plan.changes, `last day ${values.end}, which is not over: import again after it`];
  return { ...plan, outcome: plan.outcome === "unchanged" ? "not-yet" : plan.outcome, changes };
}

function joiner(asked: Asked): PlannedRow {
  const { person, row, values, named, planning } = asked;
  const start = values.start ?? planning.terms.on;
  if (start > planning.terms.today)
    return told(person, row, "not-yet", [`starts on ${start}: import again from that day`]);
  const arrival: Arrival = { person, values, start, terms: planning.terms, named: covers(asked) };
  const changes = [`joins ${values.team} from ${start}`, ...arriving(named, person)];
  return withEnd(asked, { ...told(person, row, "joiner", changes), steps: joining(arrival) });
}

/** Who has gone again covers nothing now. */
const covers = ({ person, named }: Asked): Named => (person.until === null ? named : { ...named, queues: [] });

const arriving = ({ manager, queues = [] }: Named, { until }: Person): readonly string[] => [
  ...(manager == null ? [] : [`reports to ${manager.email}`]),
  ...(until === null ? queues.map(({ queue, type }) => `covers ${queue.name} as ${type ?? "primary"}`) : []),
];

function former(asked: Asked): PlannedRow {
  const { person, row, values, named, planning } = asked;
  const left = person.present?.endDate ?? "";
  const { start, end } = values;
  if (start === null || start <= left) {
    if (end === left) return told(person, row, "unchanged");
    return refusedAt(asked, "end date", [
      "member-not-active",
      `${person.name} has left (last day ${left}): give that day, or the first day of a new employment as the start date, or take the row out.`,
    ]);
  }
  if (start > planning.terms.today)
    return told(person, row, "not-yet", [`starts again on ${start}: import again from that day`]);
  const changes = [`comes back to ${values.team} from ${start}`, ...arriving(named, person)];
  const steps = returning({ person, values, start, named, terms: planning.terms });
  return withEnd(asked, { ...told(person, row, "joiner", changes), steps });
}

function present(asked: Asked): PlannedRow {
  const { person, row, values, named, planning } = asked;
  const { present: known } = person;
  if (known === undefined) throw new Error("Who is not there does not move.");
  // What a leaver's row says besides is how it was, or what their leaving has done already.
  if (person.until !== null) return withEnd(asked, told(person, row, "leaver"));
  if (values.start !== null && values.start !== known.startDate)
    return refusedAt(asked, "start date", [
      "invalid-value",
      `${known.name} started on ${known.startDate}, and an import changes no start date: give that day, or leave the cell empty.`,
    ]);
  const changed = moves({ ...planning, present: known, values, named });
  const plan = told(
    person,
    row,
    changed.length === 0 ? "unchanged" : "mover",
    changed.map(({ words }) => words),
  );
  return withEnd(asked, { ...plan, steps: changed.map(({ step }) => step) });
}
