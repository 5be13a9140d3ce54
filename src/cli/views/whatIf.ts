import type { CoverageEffect, ForeseenRow, ManagerEffect } from "../../app/foresight/differences.ts";
import type { Foreseen } from "../../app/served/changeLists.ts";
import { plain } from "../printable.ts";
import { table } from "../table.ts";

/** What would come of commands, for a person. */
export function whatIfText(told: Foreseen, colour: boolean): string {
  const { asOf, rows, coverage, managers, refusals, conflicts, plan } = told;
  const changes = rows.flatMap(fieldsOf);
  return [
    changes.length === 0
      ? plain`Nothing would be otherwise as of ${asOf}.`
      : `${plain`As of ${asOf} this would be otherwise:`}\n${table(["What", "Field", "From", "To"], changes, colour)}`,
    ...(coverage.length > 0
      ? [table(["Queue", "Cover before", "Then", "Required", "Covered"], coverage.map(cover), colour)]
      : []),
    ...managers.map(led),
    ...refusals.map(({ command, code, message }) => plain`Refused is command ${String(command)}: ${message} (${code})`),
    ...conflicts.map(
      ({ on, message, changeId }) =>
        plain`What is scheduled for ${on} would be refused then: ${message} (change ${changeId})`,
    ),
    plan === null
      ? "As a whole it would be refused."
      : `To record just this, give the same file with: --commit ${plan}`,
  ].join("\n\n");
}

type Line = readonly [what: string, field: string, from: string | null, to: string | null];

/** What a row says otherwise, but for the history, which only says it again. */
function fieldsOf({ table: of, before, after }: ForeseenRow): readonly Line[] {
  if (of === "team_member_history") return [];
  const row = after ?? before ?? {};
  const what = text(row["name"] ?? row["queueName"]) ?? "";
  return Object.keys(row)
    .filter((field) => !field.endsWith("Id") && text(before?.[field]) !== text(after?.[field]))
    .map((field) => [what, field, text(before?.[field]), text(after?.[field])]);
}

function text(value: unknown): string | null {
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

const cover = ({ queue, before, primary, backup, minimum, covered }: CoverageEffect) => [
  ...[queue, before ? before.primary + before.backup : null, primary + backup, minimum],
  covered ? "yes" : "NO",
];

const led = ({ name, from, to }: ManagerEffect): string =>
  to === null
    ? plain`${name} would be left without a manager${from ? ` (was ${from.name})` : ""}.`
    : plain`${name} would report to ${to.name}${from ? ` (was ${from.name})` : ""}.`;
