import type { LocalDate } from "../../domain/kernel/time.ts";
import type { AssignmentType } from "../../domain/member/messages.ts";
import type { HistoryEntry, QueueCoverage, QueueRow, RosterMember } from "./rosterQueries.ts";

/** A member with the revision of their newest change, which `If-Match` and `expectedRevision` name. */
export type RevisedMember = RosterMember & { readonly revision: bigint };
export type RevisedQueue = QueueRow & { readonly revision: bigint };

/**
 * What is asked of the members; what is left out is not asked.
 * @property text a part of the name, whatever its case; of email and title too with `personal`
 */
export type MemberFilter = {
  readonly team?: string | undefined;
  readonly active?: boolean | undefined;
  readonly managerId?: string | undefined;
  readonly queueId?: string | undefined;
  readonly text?: string | undefined;
  readonly personal: boolean;
};

export const memberSorts = ["name", "email", "team", "startDate"] as const;
export type MemberSort = { readonly by: (typeof memberSorts)[number]; readonly descending: boolean };

/** What a list is sorted by in its last item, and that item's id: the next page begins after it. */
export type Key = readonly [value: string, id: string];
export type Slice = { readonly after?: Key | undefined; readonly limit: number };

export type TeamRow = { readonly team: string; readonly active: number; readonly left: number };

/** One who covers a queue, or did; `removedDate` is the first day without. */
export type QueuePerson = {
  readonly memberId: string;
  readonly name: string;
  readonly email: string;
  readonly team: string;
  readonly assignmentId: string;
  readonly type: AssignmentType;
  readonly assignedDate: LocalDate;
  readonly removedDate: LocalDate | null;
};

/** A member in the org chart; `reports` counts the active members who report to them. */
export type ChartRow = {
  readonly memberId: string;
  readonly name: string;
  readonly team: string;
  readonly title: string | null;
  readonly managerId: string | null;
  readonly reports: number;
};

/**
 * Lists of the read tables, a slice at a time, each as quick at the end of a long list as at its beginning. Text is in
 * the order of its code points, which is the same on every machine. All throw `TablesUnavailable` where the database
 * does not answer.
 */
export type RosterPages = {
  members(filter: MemberFilter, sort: MemberSort, slice: Slice): Promise<readonly RevisedMember[]>;
  /** Newest first; the key is a position and a `historyId`. */
  history(memberId: string, slice: Slice): Promise<readonly HistoryEntry[]>;
  /** By name; the key is the name twice. */
  teams(team: string | undefined, slice: Slice): Promise<readonly TeamRow[]>;
  /** By name; open ones, or all. */
  queues(all: boolean, slice: Slice): Promise<readonly RevisedQueue[]>;
  queue(queueId: string): Promise<RevisedQueue | undefined>;
  /** By name; who covers the queue, or did as well, on one team or on any. The id is the assignment's. */
  queueMembers(
    queueId: string,
    filter: { readonly all: boolean; readonly team: string | undefined },
    slice: Slice,
  ): Promise<readonly QueuePerson[]>;
  /** Open queues by name with those who cover them; those that fall short alone, with `uncovered`. */
  coverage(uncovered: boolean, slice: Slice): Promise<readonly QueueCoverage[]>;
  /** Active members of a team or of all by name whose manager is the one given, or who have no active one there. */
  reports(managerId: string | null, team: string | undefined, slice: Slice): Promise<readonly ChartRow[]>;
  /** The active members who report to any of these, by name, so many at most. */
  reportsOf(managerIds: readonly string[], team: string | undefined, most: number): Promise<readonly ChartRow[]>;
  /** The ids of all who are or were on a team last. */
  memberIds(team: string): Promise<readonly string[]>;
  /** A position such that all recorded up to there was recorded before the instant; not the greatest such perhaps. */
  positionBefore(instant: string): Promise<bigint>;
};
