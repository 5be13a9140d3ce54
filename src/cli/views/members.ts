import type { HistoryEntry, MemberDetails, MemberQueue, RosterMember } from "../../app/ports/rosterQueries.ts";
import type { Blamed } from "../../projections/blame.ts";
import { type Cell, table } from "../table.ts";
import type { NameOf } from "./events.ts";

type Column = { readonly head: string; readonly of: (member: RosterMember) => Cell; readonly always?: true };

/** Members as a table; a column that would be empty is left out. */
export function rosterTable(members: readonly RosterMember[], nameOf: NameOf, colour: boolean): string {
  const columns: readonly Column[] = [
    { head: "Name", of: ({ name }) => name, always: true },
    { head: "Email", of: ({ email }) => email, always: true },
    { head: "Team", of: ({ team }) => team, always: true },
    { head: "Title", of: ({ title }) => title },
    { head: "Reports to", of: ({ managerId }) => managerId && nameOf(managerId) },
    { head: "Since", of: ({ startDate }) => startDate, always: true },
    { head: "Last day", of: ({ endDate }) => endDate },
    { head: "Queues", of: ({ queues }) => (queues.length === 0 ? null : queues.map(inShort).join("\n")) },
  ];
  const shown = columns.filter(({ of, always }) => always ?? members.some((member) => of(member) !== null));
  return table(
    shown.map(({ head }) => head),
    members.map((member) => shown.map(({ of }) => of(member))),
    colour,
  );
}

const inShort = ({ queue, type }: MemberQueue): string => (type === "primary" ? queue : `${queue} (${type})`);

/** One member, field by field. */
export function memberTable(member: MemberDetails, nameOf: NameOf, colour: boolean): string {
  const rows: readonly (readonly [string, Cell])[] = [
    ["Name", member.name],
    ["Email", member.email],
    ["Team", member.team],
    ["Title", member.title],
    ["Reports to", member.managerId && nameOf(member.managerId)],
    ["Active", member.active ? "yes" : "no"],
    ["Since", member.startDate],
    ["Last day", member.endDate],
    ["Time zone", member.timezone],
    ["Skills", member.skills.join(", ")],
    [
      "Queues",
      member.queues.map(({ queue, type, assignedDate }) => `${queue}, ${type} since ${assignedDate}`).join("\n"),
    ],
    ["Id", member.memberId],
  ];
  return table(
    ["Field", "Value"],
    rows.filter(([, value]) => value !== null && value !== ""),
    colour,
  );
}

/** What changed of a member, as given: newest first. */
export const historyTable = (entries: readonly HistoryEntry[], nameOf: NameOf, colour: boolean): string =>
  table(
    ["Effective", "Recorded", "Change", "Field", "From", "To", "By", "Reason"],
    entries.map((each) => [
      each.effectiveOn,
      each.changedAt,
      each.changeType,
      each.fieldName,
      each.oldValue && nameOf(each.oldValue),
      each.newValue && nameOf(each.newValue),
      each.changedBy,
      each.reason,
    ]),
    colour,
  );

/** Which change set each value that there is. */
export const blameTable = (values: readonly Blamed[], nameOf: NameOf, colour: boolean): string =>
  table(
    ["Field", "Value", "Since", "Recorded", "Change", "By", "Reason"],
    values
      .filter(({ value }) => value !== null)
      .map((each) => [
        ...[each.fieldName, each.value && nameOf(each.value), each.effectiveOn, each.changedAt, each.changeType],
        ...[each.changedBy, each.reason],
      ]),
    colour,
  );

/** Every assignment of the members, one a row. */
export const assignmentTable = (members: readonly RosterMember[], colour: boolean): string =>
  table(
    ["Member", "Queue", "Type", "Since"],
    members.flatMap(({ name, queues }) =>
      queues.map(({ queue, type, assignedDate }) => [name, queue, type, assignedDate]),
    ),
    colour,
  );
