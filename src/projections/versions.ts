import type { LocalDate } from "../domain/kernel/time.ts";
import type { QueueAssignmentRow } from "./queueAssignments.ts";
import type { QueueRow } from "./queueRows.ts";
import type { TeamMemberRow } from "./teamMembers.ts";

/** A row as its own stream makes it. An assignment leaves its queue's name to the versions of the queue. */
export type VersionedRow = TeamMemberRow | QueueRow | Omit<QueueAssignmentRow, "queueName">;

export type VersionedTable = "members" | "queues" | "assignments";

/**
 * A row on two clocks. It holds in the world from `validFrom` on, and Muster knew of it from position `knownFrom` on.
 * It ends in two ways:
 * - another follows it in the world, from `validTo` on; that is known from position `succeededAt` on, and until then the
 *   row was believed to last;
 * - it is found to be otherwise, from position `knownTo` on, and another version stands in its place.
 */
export type Version = {
  readonly row: VersionedRow;
  readonly validFrom: LocalDate;
  readonly knownFrom: bigint;
  validTo: LocalDate | null;
  succeededAt: bigint | null;
  knownTo: bigint | null;
};

/** A day in the world, and how far the log was known. */
export type Moment = { readonly on: LocalDate; readonly at: bigint };

export const tableOf = (row: VersionedRow): VersionedTable =>
  "assignmentId" in row ? "assignments" : "memberId" in row ? "members" : "queues";

export const keyOf = (row: VersionedRow): string =>
  "assignmentId" in row ? row.assignmentId : "memberId" in row ? row.memberId : row.queueId;

/** Whose stream makes the row. */
export const ownerOf = (row: VersionedRow): string => ("memberId" in row ? row.memberId : row.queueId);

/** Whether a version is what was believed at the moment's position of the moment's day. */
export const holdsAt = (version: Version, { on, at }: Moment): boolean =>
  version.validFrom <= on &&
  version.knownFrom <= at &&
  (version.knownTo === null || version.knownTo > at) &&
  (version.validTo === null || version.validTo > on || (version.succeededAt ?? 0n) > at);

/** A row as it is from a moment on, until more is known. */
export const beginning = (row: VersionedRow, { on, at }: Moment): Version => ({
  ...{ row, validFrom: on, knownFrom: at },
  ...{ validTo: null, succeededAt: null, knownTo: null },
});

/** Another row follows from a moment on: on the day on which this one began it takes its place, else it comes after it. */
export function end(version: Version, { on, at }: Moment): void {
  if (version.validFrom === on) version.knownTo = at;
  else {
    version.validTo = on;
    version.succeededAt = at;
  }
}

const same = (one: unknown, other: unknown): boolean =>
  one === other ||
  (Array.isArray(one) &&
    Array.isArray(other) &&
    one.length === other.length &&
    one.every((each, index) => each === other[index]));

export const sameRow = (one: VersionedRow, other: VersionedRow): boolean =>
  Object.entries(one).every(([property, value]) => same(value, (other as Readonly<Record<string, unknown>>)[property]));
