import { normaliseQueueName } from "../../domain/queue/name.ts";
import type { RosterMember, RosterQueries } from "../ports/rosterQueries.ts";
import type { Place } from "../preferences/failures.ts";
import type { Preferences, WantedMember } from "./readPreferences.ts";
import { memberByEmail } from "./whatIsKnown.ts";

/** Where the tables do not say what the file said; `found` is null where there is nothing. */
export type ImportDifference = {
  readonly place: Place;
  readonly email: string;
  readonly what: "member" | "name" | "team" | "queue" | "assignment type" | "assigned date";
  readonly expected: string;
  readonly found: string | null;
};

/** How many of the file's members and assignments the tables hold, and every difference. */
export type Verification = {
  readonly members: { readonly file: number; readonly tables: number };
  readonly assignments: { readonly file: number; readonly tables: number };
  readonly differences: readonly ImportDifference[];
};

/** Compares the file with the tables as they stand, member by member and queue by queue. Who else is there is no difference. */
export async function verifyImport(queries: RosterQueries, file: Preferences): Promise<Verification> {
  const differences: ImportDifference[] = [];
  const tables = { members: 0, assignments: 0 };
  for (const wanted of file.members) {
    const row = await memberByEmail(queries, wanted.email);
    differences.push(...(row?.active ? compareMember(wanted, row, file.team) : [lacking(wanted, row)]));
    if (!row?.active) continue;
    tables.members += 1;
    const covered = new Set(row.queues.map(({ queue }) => normaliseQueueName(queue)));
    tables.assignments += wanted.assignments.filter(({ queue }) => covered.has(normaliseQueueName(queue))).length;
  }
  const assignments = file.members.reduce((sum, member) => sum + member.assignments.length, 0);
  return {
    members: { file: file.members.length, tables: tables.members },
    assignments: { file: assignments, tables: tables.assignments },
    differences,
  };
}

const lacking = ({ name, email, place }: WantedMember, row: RosterMember | undefined): ImportDifference => ({
  ...{ place, email, what: "member", expected: name },
  found: row ? `${row.name}, who has left` : null,
});

function compareMember(wanted: WantedMember, row: RosterMember, team: string): readonly ImportDifference[] {
  const { place, email } = wanted;
  const unless = (
    what: ImportDifference["what"],
    expected: string,
    found: string | null,
  ): readonly ImportDifference[] => (expected === found ? [] : [{ place, email, what, expected, found }]);
  const queues = wanted.assignments.flatMap(({ queue, date, type, place: at }) => {
    const held = row.queues.find((each) => normaliseQueueName(each.queue) === normaliseQueueName(queue));
    if (!held) return unless("queue", queue, null);
    // What the file leaves open may be as it is.
    const differences = [
      ...unless("assignment type", type ?? held.type, held.type),
      ...unless("assigned date", date ?? held.assignedDate, held.assignedDate),
    ];
    return differences.map((difference) => ({ ...difference, place: at }));
  });
  return [...unless("name", wanted.name, row.name), ...unless("team", team, row.team), ...queues];
}
