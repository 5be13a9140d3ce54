import type { LocalDate } from "../../domain/kernel/time.ts";
import type { AssignmentType } from "../../domain/member/messages.ts";
import type { Position } from "./eventLog.ts";

export type MemberQueue = {
  readonly queue: string;
  readonly type: AssignmentType;
  readonly assignedDate: LocalDate;
};

/** A member as every door shows them; `queues` are the active assignments, by queue name. */
export type RosterMember = {
  readonly memberId: string;
  readonly name: string;
  readonly email: string;
  readonly team: string;
  readonly title: string | null;
  readonly active: boolean;
  readonly managerId: string | null;
  readonly startDate: LocalDate;
  readonly endDate: LocalDate | null;
  readonly queues: readonly MemberQueue[];
};

/** What a person needs to see of one member beside the roster's columns. */
export type MemberDetails = RosterMember & {
  readonly timezone: string | null;
  readonly skills: readonly string[];
  readonly revision: bigint;
  readonly position: Position;
  readonly updatedAt: string;
};

export type QueueRow = {
  readonly queueId: string;
  readonly name: string;
  readonly minimum: number;
  readonly open: boolean;
  readonly openedOn: LocalDate;
  readonly closedOn: LocalDate | null;
};

/** Who covers a queue. `covered` is whether primary and backup together reach the minimum (and are not nobody). */
export type QueueCoverage = {
  readonly queueId: string;
  readonly queue: string;
  readonly minimum: number;
  readonly primary: number;
  readonly backup: number;
  readonly trainee: number;
  readonly covered: boolean;
};

export type HistoryEntry = {
  readonly historyId: string;
  readonly memberId: string;
  readonly changeType: string;
  readonly fieldName: string;
  readonly oldValue: string | null;
  readonly newValue: string | null;
  readonly effectiveOn: LocalDate;
  readonly changedAt: string;
  readonly changedBy: string;
  readonly reason: string | null;
  readonly eventId: string;
  readonly position: Position;
};

/** Whom to reach on a team. */
export type TeamContact = Pick<RosterMember, "memberId" | "name" | "email">;

/**
 * Reads of the tables that the projections keep. Dates are ISO, instants ISO 8601 in UTC. What is sorted by name is so
 * for people, whatever the database's collation. All throw `TablesUnavailable` where the database does not answer.
 */
export type RosterQueries = {
  /** Members by name; active ones only, unless `all`. */
  roster(filter?: { readonly team?: string; readonly all?: boolean }): Promise<readonly RosterMember[]>;
  /** The active members of a team by name: the quickest question there is, answered from one index alone. */
  contacts(team: string): Promise<readonly TeamContact[]>;
  member(memberId: string): Promise<MemberDetails | undefined>;
  /** The members whose id, email (case-insensitive) or name is the text: one, none, or namesakes. */
  findMembers(reference: string): Promise<readonly RosterMember[]>;
  /** Open queues by name; closed ones too with `all`. */
  queues(filter?: { readonly all?: boolean }): Promise<readonly QueueRow[]>;
  /** The queues whose id or name is the text. */
  findQueues(reference: string): Promise<readonly QueueRow[]>;
  /** Open queues by name, with those who cover them. */
  coverage(): Promise<readonly QueueCoverage[]>;
  /** Newest first. */
  history(memberId: string): Promise<readonly HistoryEntry[]>;
};
