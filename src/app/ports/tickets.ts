import type { DayRange, TicketsMade } from "../../projections/figures/facts.ts";
import type { Key, Slice } from "./rosterPages.ts";

export type TicketColumn = "id" | "summary" | "status" | "queue" | "assignee" | "created";

/**
 * What the service desk's table and its columns are called, and which statuses count as closed, whatever their case.
 * `table` may name its schema: `desk.tickets`.
 */
export type TicketSettings = {
  readonly table: string;
  readonly columns: Readonly<Record<TicketColumn, string>>;
  readonly closedStatuses: readonly string[];
};

/**
 * A ticket as the service desk's own table has it, which Muster only reads.
 * @property status as the desk writes it; `open` is whether that status counts as open
 * @property assignedTo the name that it is assigned to, as the desk has it; null where nobody has it
 * @property memberId whose name that is or was; null where nobody's, or where several members have or had it
 * @property createdAt ISO 8601 in UTC
 */
export type Ticket = {
  readonly ticketId: string;
  readonly summary: string | null;
  readonly status: string | null;
  readonly open: boolean;
  readonly queue: string | null;
  readonly assignedTo: string | null;
  readonly memberId: string | null;
  readonly createdAt: string | null;
  readonly ageDays: number | null;
};

/** How much there is to do. `ageing` counts the open tickets by the days since they were made; its parts add up to `open`. */
export type Workload = {
  readonly open: number;
  readonly byStatus: readonly { readonly status: string; readonly tickets: number }[];
  readonly ageing: {
    readonly upToOneDay: number;
    readonly upToOneWeek: number;
    readonly upToOneMonth: number;
    readonly older: number;
    readonly unknown: number;
  };
};

/** `names` are those that were looked for: the present one and those that the member had before. */
export type MemberWorkload = Workload & {
  readonly memberId: string;
  readonly name: string;
  readonly names: readonly string[];
};

/** Open tickets under a name that several members have or had: they are told, and counted for none of them. */
export type AmbiguousTickets = {
  readonly name: string;
  readonly open: number;
  readonly members: readonly { readonly memberId: string; readonly name: string; readonly team: string }[];
};

export type TeamWorkload = {
  readonly members: readonly MemberWorkload[];
  readonly ambiguous: readonly AmbiguousTickets[];
};

export type QueueWorkload = Workload & { readonly queue: string };

/** Whose tickets: those of a team's active members, or of the members given. */
export type TicketScope = { readonly team: string } | { readonly memberIds: readonly string[] };

/**
 * A part of a list of tickets.
 * @property status open ones alone, unless it says otherwise
 */
export type TicketSlice = Slice & { readonly status?: TicketStatus | undefined };
export const ticketStatuses = ["open", "closed", "all"] as const;
export type TicketStatus = (typeof ticketStatuses)[number];

/** `team` bounds it to the queues or the people of a team. */
export type TeamSlice = TicketSlice & { readonly team?: string | undefined };

/**
 * Tickets, the oldest first, and how many there are in all.
 * @property next where the next part begins; null at the end, and where the desk has no column of ids to go on from
 */
export type TicketList = {
  readonly tickets: readonly Ticket[];
  readonly total: number;
  readonly next: Key | null;
};

/** Where nothing can be said of tickets, the answer says why in a sentence that a person understands. */
export type TicketsAnswer<T> =
  { readonly available: true; readonly answer: T } | { readonly available: false; readonly why: string };

/**
 * Reads of the service desk's tickets, joined with the read tables by name; tickets under a name that a member had
 * before are theirs as well. All throw `TablesUnavailable` where the database does not answer.
 */
export type TicketQueries = {
  tickets(scope: TicketScope, slice: TicketSlice): Promise<TicketsAnswer<TicketList>>;
  /** One entry for each active member of the team, or for each of the members, by name, also where they hold nothing. */
  workloadByMember(scope: TicketScope): Promise<TicketsAnswer<TeamWorkload>>;
  /** Of the open queues, or of those that a team's members cover, in the order of their names' code points. */
  workloadByQueue(team?: string): Promise<TicketsAnswer<readonly QueueWorkload[]>>;
  /** How many tickets were made on each of some days, in which queue; the days are those of a time zone. */
  madeByDay(days: DayRange, timezone: string): Promise<TicketsAnswer<readonly TicketsMade[]>>;
  /** Tickets that nobody has; of the queues that a team's members cover, where one is given. */
  unassigned(slice: TeamSlice): Promise<TicketsAnswer<TicketList>>;
  /** Tickets of people who are no longer active and whose name nobody active has or had. */
  heldByLeavers(slice: TeamSlice): Promise<TicketsAnswer<TicketList>>;
};
