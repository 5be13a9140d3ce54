import type { AmbiguousTickets } from "../ports/tickets.ts";
import { mayDo } from "./access.ts";
import type { Principal } from "./principal.ts";

/** `others` counts those whom the principal may not see. */
export type SeenNamesakes = AmbiguousTickets & { readonly others: number };

/** Tickets of namesakes, of whom the principal is told as far as they may see them. */
export const seenNamesakes = (principal: Principal, ambiguous: readonly AmbiguousTickets[]): readonly SeenNamesakes[] =>
  ambiguous.map((each) => {
    const members = each.members.filter(({ team }) => mayDo(principal, { kind: "read-personal", team }));
    return { ...each, members, others: each.members.length - members.length };
  });
