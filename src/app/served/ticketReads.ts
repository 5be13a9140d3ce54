import { reject } from "../../domain/kernel/rejection.ts";
import { authorise, confinedTo } from "../access/access.ts";
import { guardedQueries } from "../access/guardedQueries.ts";
import type { Principal } from "../access/principal.ts";
import { type SeenNamesakes, seenNamesakes } from "../access/seenNamesakes.ts";
import { myTeam } from "../functions/myTeam.ts";
import type { Muster } from "../muster.ts";
import type { Key, Slice } from "../ports/rosterPages.ts";
import type { MemberWorkload, QueueWorkload, Ticket, TicketStatus } from "../ports/tickets.ts";
import { type Page, page } from "./page.ts";

/** Whose tickets: those of members, those that nobody has, and those of people who left. */
export const holders = ["members", "nobody", "leavers"] as const;

/** Whose workload: that of a team or of one member, who is named as a person names them. */
export type WorkloadAsked = { readonly team?: string | undefined; readonly member?: string | undefined };

export type TicketsAsked = WorkloadAsked & {
  readonly held: (typeof holders)[number];
  readonly status: TicketStatus;
};

/** A page of what the desk's table says; where nothing can be said of it, no items, and why. */
export type DeskPage<Item> = Page<Item> & { readonly why?: string };

/**
 * Reads of the service desk's tickets for one principal, who needs to be allowed personal details of those concerned.
 * @throws {AccessDenied} {Rejection} `member-unknown`, `ambiguous-name`, `invalid-value`
 */
export type TicketReads = {
  /** Active members by name, of every team in reach unless one is named, and tickets that cannot be told apart. */
  workload(
    asked: WorkloadAsked,
    slice: Slice,
  ): Promise<DeskPage<MemberWorkload> & { readonly ambiguous: readonly SeenNamesakes[] }>;
  /** Open queues by name, or those that a team covers. */
  queueWorkload(team: string | undefined, slice: Slice): Promise<DeskPage<QueueWorkload>>;
  /** The oldest first. Of members: those of my team unless another or a member is named; else of every team in reach. */
  tickets(asked: TicketsAsked, slice: Slice): Promise<DeskPage<Ticket> & { readonly total: number }>;
};

type Reading = Pick<Muster, "queries" | "pages" | "tickets">;

export const ticketReads = (muster: Reading, principal: Principal): TicketReads => ({
  async workload(asked, slice) {
    const { memberIds, next } = await membersOf(muster, principal, { asked, slice });
    const told = await muster.tickets.workloadByMember({ memberIds });
    if (!told.available) return { ...nothing(told), ambiguous: [] };
    const place = new Map(memberIds.map((memberId, index) => [memberId, index]));
    const items = told.answer.members.toSorted((a, b) => (place.get(a.memberId) ?? 0) - (place.get(b.memberId) ?? 0));
    return { items, next, ambiguous: seenNamesakes(principal, told.answer.ambiguous) };
  },
  async queueWorkload(named, slice) {
    const told = await muster.tickets.workloadByQueue(reach(principal, named));
    if (!told.available) return nothing(told);
    const key = ({ queue }: QueueWorkload): Key => [queue, queue];
    return page(slice, ({ after, limit }) => Promise.resolve(beyond(told.answer, after).slice(0, limit)), key);
  },
  async tickets(asked, { after, limit }) {
    const told = await held(muster, principal, { ...asked, slice: { after, limit, status: asked.status } });
    if (!told.available) return { ...nothing(told), total: 0 };
    const { tickets: items, next, total } = told.answer;
    return { items, next, total };
  },
});

const nothing = ({ why }: { readonly why: string }) => ({ items: [], next: null, why });

/** The team that is named, or the one that the principal is confined to; undefined is every team. */
function reach(principal: Principal, named: string | undefined): string | undefined {
  const team = named ?? confinedTo(principal, "read-personal");
  authorise(principal, { kind: "read-personal", team: team ?? null });
  return team;
}

async function membersOf(
  muster: Reading,
  principal: Principal,
  { asked, slice }: { readonly asked: WorkloadAsked; readonly slice: Slice },
): Promise<{ readonly memberIds: readonly string[]; readonly next: Key | null }> {
  if (asked.member !== undefined) return { memberIds: [await memberOf(muster, principal, asked)], next: null };
  const filter = { team: reach(principal, asked.team), active: true, personal: true };
  const { items, next } = await page(
    slice,
    (part) => muster.pages.members(filter, { by: "name", descending: false }, part),
    ({ name, memberId }) => [name, memberId],
  );
  return { memberIds: items.map(({ memberId }) => memberId), next };
}

async function memberOf({ queries }: Reading, principal: Principal, { team, member = "" }: WorkloadAsked) {
  if (team !== undefined) reject("invalid-value", "Give a team or a member, not both.", { field: "member" });
  return (await guardedQueries(principal, queries).find(member)).memberId;
}

type Asked = TicketsAsked & { readonly slice: Parameters<Muster["tickets"]["unassigned"]>[0] };

async function held(muster: Reading, principal: Principal, asked: Asked): ReturnType<Muster["tickets"]["unassigned"]> {
  const { held: by, member, slice } = asked;
  if (by === "members") return muster.tickets.tickets(await scopeOf(muster, principal, asked), slice);
  if (member !== undefined) reject("invalid-value", "Only tickets of members are a member's.", { field: "member" });
  const team = reach(principal, asked.team);
  return by === "nobody"
    ? muster.tickets.unassigned({ ...slice, team })
    : muster.tickets.heldByLeavers({ ...slice, team });
}

async function scopeOf(muster: Reading, principal: Principal, asked: TicketsAsked) {
  if (asked.member !== undefined) return { memberIds: [await memberOf(muster, principal, asked)] };
  const team = asked.team ?? (confinedTo(principal, "read-personal"), await myTeam(principal, muster));
  authorise(principal, { kind: "read-personal", team });
  return { team };
}

/** Those after a name, in the order of code points, which is that of the bytes. */
const beyond = (queues: readonly QueueWorkload[], after: Key | undefined): readonly QueueWorkload[] =>
  after === undefined
    ? queues
    : queues.filter(({ queue }) => Buffer.compare(Buffer.from(queue), Buffer.from(after[0])) > 0);
