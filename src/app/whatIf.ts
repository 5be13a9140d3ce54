import { type DomainEvent, streamOf } from "../domain/event.ts";
import type { Decided } from "../domain/kernel/decider.ts";
import type { Recorded } from "../domain/recorded.ts";
import type { RosterTables } from "../projections/rosterTables.ts";
import type { CommandContext } from "./commandHandler.ts";
import { deriveId } from "./ids.ts";
import type { Foresee, ForeseenRows } from "./ports/foresight.ts";
import type { QueueCoverage } from "./ports/rosterQueries.ts";

/** A row that would change, without what only says how far it was folded; null where there is or would be none. */
export type ForeseenRow = {
  readonly table: "team_members" | "queues" | "team_queue_assignments" | "team_member_history";
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
};

/** What would come of a change: nothing of it is recorded. */
export type Foreseen = {
  readonly events: readonly Decided<DomainEvent>[];
  readonly rows: readonly ForeseenRow[];
  /** Of the queues that it concerns and that stay open. */
  readonly coverage: readonly QueueCoverage[];
};

type Parts = {
  readonly foresee: Foresee;
  readonly coverage: () => Promise<readonly QueueCoverage[]>;
  readonly now: () => Date;
};

/** Lays events that were decided on the tables as they stand. */
export async function whatIf(
  { foresee, coverage, now }: Parts,
  events: readonly Decided<DomainEvent>[],
  context: CommandContext,
): Promise<Foreseen> {
  const recordedAt = now().toISOString();
  const foreseen = await foresee(events.map((event, index) => asRecorded(event, { index, context, recordedAt })));
  return { events, rows: rowsOf(foreseen), coverage: coverageOf(foreseen, await coverage()) };
}

// After everything that is recorded: what matters of a position and a revision is their order.
const beyond = 4_000_000_000_000_000_000n;

type Recording = { readonly index: number; readonly context: CommandContext; readonly recordedAt: string };

/** A decided event as it will be read back, after everything that is recorded. */
export function asRecorded(
  event: Decided<DomainEvent>,
  { index, context, recordedAt }: Recording,
): Recorded<DomainEvent> {
  const { commandId, actor, reason, correlationId = commandId, causationId = commandId } = context;
  const first = event.type === "MemberRegistered" || event.type === "QueueOpened";
  const order = beyond + BigInt(index);
  return {
    ...event,
    ...{ stream: streamOf(event), position: order, revision: first ? 0n : order },
    meta: {
      ...{ eventId: deriveId(commandId, String(index)), commandId, correlationId, causationId, actor, recordedAt },
      ...(reason !== undefined && { reason }),
      ...{ effectiveOn: event.effectiveOn, schemaVersion: 1 },
    },
  };
}

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

function rowsOf({ before, after }: ForeseenRows): readonly ForeseenRow[] {
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

/** The queues that a change concerns, as they are covered now and with the assignments that it would make and end. */
function coverageOf({ before, after }: ForeseenRows, present: readonly QueueCoverage[]): readonly QueueCoverage[] {
  const concerned = new Set([...after.queues.keys(), ...[...after.assignments.values()].map(({ queueId }) => queueId)]);
  return [...concerned].flatMap((queueId) => {
    const queue = after.queues.get(queueId);
    const known = present.find((each) => each.queueId === queueId);
    if (queue?.open === false || (!queue && !known)) return [];
    const count = (type: "primary" | "backup" | "trainee") =>
      (known?.[type] ?? 0) + active(after, queueId, type) - active(before, queueId, type);
    const counts = { primary: count("primary"), backup: count("backup"), trainee: count("trainee") };
    const minimum = queue?.minimum ?? known?.minimum ?? 0;
    const covered = counts.primary + counts.backup >= Math.max(1, minimum);
    return [{ queueId, queue: queue?.name ?? known?.queue ?? queueId, minimum, ...counts, covered }];
  });
}

const active = ({ assignments }: RosterTables, queueId: string, type: string): number =>
  [...assignments.values()].filter((row) => row.active && row.queueId === queueId && row.assignmentType === type)
    .length;
