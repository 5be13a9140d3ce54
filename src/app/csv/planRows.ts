import { lines } from "./lines.ts";
import { people as peopleOf, type Roster } from "./people.ts";
import { phase, type PlannedRow, type Step, type Terms } from "./plan.ts";
import { planAbsence, planRow } from "./planRow.ts";
import type { CsvRow } from "./rows.ts";

/** A step and the row that it is of. */
export type RowStep = { readonly step: Step; readonly plan: PlannedRow };

/** What a file asks for, row by row, and all that it comes to in the order in which it can be done. */
export type FilePlan = { readonly rows: readonly PlannedRow[]; readonly steps: readonly RowStep[] };

export function planRows(rows: readonly CsvRow[], roster: Roster, terms: Terms): FilePlan {
  const people = peopleOf(rows, roster, terms);
  const order = lines(people);
  const planning = { people, terms, lines: order };
  const planned = rows.map((row): PlannedRow => {
    const person = people.byEmail(row.email);
    const { email, problems } = row;
    if (person !== undefined) return planRow(person.row === row ? person : { ...person, row }, row, planning);
    return {
      row: row.row,
      memberId: null,
      name: email,
      email,
      team: "",
      outcome: "refused",
      changes: [],
      steps: [],
      problems,
    };
  });
  const absent = people.all.filter(({ row, until }) => row === undefined && until !== null);
  const all = [...planned, ...absent.map((person) => planAbsence(person, terms))];
  const rank = (plan: PlannedRow, step: Step): number => {
    const person = people.byEmail(plan.email);
    const depth = person === undefined ? 0 : order.depth(person);
    // Whoever stands above comes first, and goes last.
    return step.phase === phase.departure ? -depth : depth;
  };
  const steps = all
    .flatMap((plan) => plan.steps.map((step) => ({ step, plan, rank: rank(plan, step) })))
    .toSorted((a, b) =>
      a.step.on < b.step.on ? -1 : a.step.on > b.step.on ? 1 : a.step.phase - b.step.phase || a.rank - b.rank,
    );
  return { rows: all, steps };
}
