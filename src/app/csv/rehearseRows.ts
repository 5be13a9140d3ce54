import type { Command } from "../../domain/command.ts";
import { Rejection } from "../../domain/kernel/rejection.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { Rehearsal } from "../rehearsal.ts";
import type { Column } from "./columns.ts";
import type { PlannedRow, Step } from "./plan.ts";
import type { FilePlan } from "./planRows.ts";
import type { CsvProblem } from "./problems.ts";

/** A command that the rules would take, and the row that it is of. */
export type RowCommand = { readonly command: Command; readonly plan: PlannedRow };

/** A plan as the rules have it: the rows with their final outcome, and the commands that carry them out in order. */
export type Rehearsed = { readonly rows: readonly PlannedRow[]; readonly commands: readonly RowCommand[] };

/** Decides every step upon those before it; what is refused, and what rests upon that, is told for each row. */
export async function rehearseRows(rehearsal: Rehearsal, plan: FilePlan, today: LocalDate): Promise<Rehearsed> {
  const refused = new Map<PlannedRow, CsvProblem>();
  const arriving = new Map(plan.rows.map((row) => [row.memberId, row]));
  const isThere = (row: PlannedRow) => !refused.has(row) && row.outcome !== "refused" && row.outcome !== "not-yet";
  const commands: RowCommand[] = [];
  for (const { step, plan: row } of plan.steps) {
    if (refused.has(row)) continue;
    const manager = step.upon == null ? undefined : arriving.get(step.upon);
    if (manager !== undefined && !isThere(manager)) refused.set(row, waiting(row, manager));
    else
      try {
        for (const command of await decided(rehearsal, step, today)) commands.push({ command, plan: row });
      } catch (error) {
        if (!(error instanceof Rejection)) throw error;
        refused.set(row, problemOf(error, row, step));
      }
  }
  const rows = plan.rows.map((row): PlannedRow => {
    const problem = refused.get(row);
    return problem === undefined ? row : { ...row, outcome: "refused", problems: [problem] };
  });
  return { rows, commands };
}

/** The commands that stand; where others leave no date before, the step's later form from the day that they leave. */
async function decided(rehearsal: Rehearsal, { command, later }: Step, today: LocalDate): Promise<readonly Command[]> {
  try {
    await rehearsal.decide(command);
    return [command];
  } catch (error) {
    const earliest =
      error instanceof Rejection && error.code === "conflicts-with-later-change" && error.details["earliest"];
    if (typeof earliest !== "string" || later === undefined || earliest > today) throw error;
    const commands = later(earliest);
    for (const each of commands) await rehearsal.decide(each);
    return commands;
  }
}

const waiting = ({ row }: PlannedRow, { name, outcome, row: theirs }: PlannedRow): CsvProblem => ({
  ...{ row, column: "manager email", code: "manager-not-active" },
  message:
    outcome === "not-yet"
      ? `${name} (row ${theirs ?? 0}) has not started: give another manager until then.`
      : `${name} is refused in row ${theirs ?? 0}: mend that row first.`,
});

const columnOf: Readonly<Partial<Record<string, Column>>> = {
  name: "name",
  email: "email",
  team: "team",
  title: "title",
  timezone: "timezone",
  skills: "skills",
  lastDay: "end date",
  reasonCode: "reason code",
};

function problemOf({ code, message, details }: Rejection, { row }: PlannedRow, step: Step): CsvProblem {
  const field = details["field"];
  const named = typeof field === "string" ? columnOf[field] : undefined;
  const column = named ?? (code === "unknown-team" ? "team" : code === "email-taken" ? "email" : step.column);
  return { row, column, code, message };
}
