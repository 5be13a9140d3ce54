import type { Muster } from "./app/muster.ts";
import type { AsOfReads } from "./app/ports/asOf.ts";
import type { RosterPages } from "./app/ports/rosterPages.ts";
import type { RosterQueries } from "./app/ports/rosterQueries.ts";
import type { TicketQueries } from "./app/ports/tickets.ts";
import { unlessRolledBack } from "./app/rolledBack.ts";
import type { Parts } from "./composition/parts.ts";
import { type Token, Tokens } from "./composition/tokens.ts";

/** What is read of the tables: refused while they are rolled back, each part opened when it is first asked. */
export const readUseCases = (parts: Parts): Pick<Muster, "queries" | "tickets" | "pages" | "sheets" | "past"> => ({
  queries: rosterReads(parts),
  tickets: readingTickets(parts),
  pages: pagesOver(readsOf(parts, Tokens.pages)),
  sheets: { members: (filter) => readsOf(parts, Tokens.sheets)((sheets) => sheets.members(filter)) },
  past: lookingBack(parts),
});

type Read<Port> = <T>(ask: (port: Port) => Promise<T>) => Promise<T>;

const readsBy =
  <Port>(parts: Parts, open: () => Promise<Port>): Read<Port> =>
  async (ask) =>
    unlessRolledBack(await parts.getAsync(Tokens.readModel), async () => ask(await open()));

const readsOf = <Port>(parts: Parts, port: Token<Port>): Read<Port> => readsBy(parts, () => parts.getAsync(port));

/** The roster, as the tables have it. */
export const rosterReads = (parts: Parts): RosterQueries => rosterOver(readsOf(parts, Tokens.queries));

function rosterOver(read: Read<RosterQueries>): RosterQueries {
  return {
    roster: (filter) => read((queries) => queries.roster(filter)),
    contacts: (team) => read((queries) => queries.contacts(team)),
    member: (memberId) => read((queries) => queries.member(memberId)),
    findMembers: (reference) => read((queries) => queries.findMembers(reference)),
    queues: (filter) => read((queries) => queries.queues(filter)),
    findQueues: (reference) => read((queries) => queries.findQueues(reference)),
    coverage: () => read((queries) => queries.coverage()),
    history: (memberId) => read((queries) => queries.history(memberId)),
  };
}

function pagesOver(read: Read<RosterPages>): RosterPages {
  return {
    members: (...asked) => read((pages) => pages.members(...asked)),
    history: (...asked) => read((pages) => pages.history(...asked)),
    teams: (...asked) => read((pages) => pages.teams(...asked)),
    queues: (...asked) => read((pages) => pages.queues(...asked)),
    queue: (queueId) => read((pages) => pages.queue(queueId)),
    queueMembers: (...asked) => read((pages) => pages.queueMembers(...asked)),
    coverage: (...asked) => read((pages) => pages.coverage(...asked)),
    reports: (...asked) => read((pages) => pages.reports(...asked)),
    reportsOf: (...asked) => read((pages) => pages.reportsOf(...asked)),
    memberIds: (team) => read((pages) => pages.memberIds(team)),
    positionBefore: (instant) => read((pages) => pages.positionBefore(instant)),
  };
}

function lookingBack(parts: Parts): AsOfReads {
  const read = readsOf(parts, Tokens.past);
  const past = () => parts.getAsync(Tokens.past);
  return {
    positionAt: (instant) => read((each) => each.positionAt(instant)),
    newest: () => read((each) => each.newest()),
    recordedBy: (position) => read((each) => each.recordedBy(position)),
    at: (point) => ({
      queries: rosterOver(readsBy(parts, async () => (await past()).at(point).queries)),
      pages: pagesOver(readsBy(parts, async () => (await past()).at(point).pages)),
      sheets: { members: (filter) => read((each) => each.at(point).sheets.members(filter)) },
    }),
  };
}

export function readingTickets(parts: Parts): TicketQueries {
  const read = readsOf(parts, Tokens.tickets);
  return {
    tickets: (scope, slice) => read((tickets) => tickets.tickets(scope, slice)),
    workloadByMember: (scope) => read((tickets) => tickets.workloadByMember(scope)),
    workloadByQueue: (team) => read((tickets) => tickets.workloadByQueue(team)),
    madeByDay: (...asked) => read((tickets) => tickets.madeByDay(...asked)),
    unassigned: (slice) => read((tickets) => tickets.unassigned(slice)),
    heldByLeavers: (slice) => read((tickets) => tickets.heldByLeavers(slice)),
  };
}
