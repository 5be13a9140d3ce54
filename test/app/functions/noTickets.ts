import type { TicketQueries } from "../../../src/app/ports/tickets.ts";

const answer = () =>
  Promise.resolve({
    available: false as const,
    why: "There is no tickets table in Muster's database, so nothing is known about tickets.",
  });

/** A database without a service desk's tickets. */
export const noTickets: TicketQueries = {
  tickets: answer,
  workloadByMember: answer,
  workloadByQueue: answer,
  madeByDay: answer,
  unassigned: answer,
  heldByLeavers: answer,
};
