import type { RosterTables } from "../../projections/rosterTables.ts";
import type { TeamMemberRow } from "../../projections/teamMembers.ts";
import type { QueueCoverage } from "../ports/rosterQueries.ts";

/** A row that would change, without what only says how far it was folded; null where there is or would be none. */
export type ForeseenRow = {
  readonly table: "team_members" | "queues" | "team_queue_assignments" | "team_member_history";
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
};

type Named = { readonly memberId: string; readonly name: string };

/** Whom a member reports to, as it was and as it would be; null is nobody. */
export type ManagerEffect = Named & { readonly from: Named | null; readonly to: Named | null };

/** How a queue would be covered, and how it is without; null where it is not open then. */
export type CoverageEffect = QueueCoverage & { readonly before: Omit<QueueCoverage, "queueId" | "queue"> | null };

const tables = {
  members: "team_members",
  queues: "queues",
  assignments: "team_queue_assignments",
  history: "team_member_history",
} as const;

/** What says how far a row was folded, or is known only once the change is recorded. */
const hidden: ReadonlySet<string> = new Set([
  ...["revision", "position", "updatedAt", "emailKey"],
  ...["historyId", "eventId", "changedAt"],
]);

export function rowsBetween(before: RosterTables, after: RosterTables): readonly ForeseenRow[] {
  return Object.entries(tables).flatMap(([name, table]) => {
    const [were, are] = [before[name as keyof RosterTables], after[name as keyof RosterTables]];
    const keys = [...new Set([...were.keys(), ...are.keys()])];
    const rows = keys.map((key) => ({ table, before: shown(table, were.get(key)), after: shown(table, are.get(key)) }));
    return rows.filter((row) => JSON.stringify(row.before) !== JSON.stringify(row.after));
  });
}

/** In the history a date is told; elsewhere it only says how far a row was folded. */
function shown(table: ForeseenRow["table"], row: object | undefined): ForeseenRow["before"] {
  if (row === undefined) return null;
  const isTold = (name: string) => !hidden.has(name) && (name !== "effectiveOn" || table === "team_member_history");
  return Object.fromEntries(Object.entries(row).filter(([name]) => isTold(name)));
}

/** Who would report to somebody else, or to nobody; who joins reported to nobody before, and who left does not count. */
export function managersBetween(
  before: RosterTables,
  after: RosterTables,
): readonly (Named & Readonly<Record<"from" | "to", string | null>>)[] {
  const led = (row: TeamMemberRow | undefined) => (row?.active ? row.managerId : null);
  return [...after.members].flatMap(([memberId, row]) => {
    const [from, to] = [led(before.members.get(memberId)), led(row)];
    return row.active && from !== to ? [{ memberId, name: row.name, from, to }] : [];
  });
}

/** The queues that a change concerns and that stay open. */
export function coverageBetween(
  concerned: ReadonlySet<string>,
  before: readonly QueueCoverage[],
  after: readonly QueueCoverage[],
): readonly CoverageEffect[] {
  return after
    .filter(({ queueId }) => concerned.has(queueId))
    .map((row) => {
      const was = before.find(({ queueId }) => queueId === row.queueId);
      if (!was) return { ...row, before: null };
      const { minimum, primary, backup, trainee, covered } = was;
      return { ...row, before: { minimum, primary, backup, trainee, covered } };
    });
}
