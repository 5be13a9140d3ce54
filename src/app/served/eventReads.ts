import { authorise, confinedTo } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import type { EventFilter, FoundEvents } from "../findEvents.ts";
import type { Muster } from "../muster.ts";
import type { Position } from "../ports/eventLog.ts";

/** Reads of the log's events for one principal: whoever is confined to a team sees those of its members. */
export type EventReads = {
  events(
    filter: Omit<EventFilter, "members">,
    part: { readonly after: Position; readonly limit: number },
  ): Promise<FoundEvents>;
};

type Reading = Pick<Muster, "queries" | "pages" | "findEvents">;

export const eventReads = (muster: Reading, principal: Principal): EventReads => ({
  async events(filter, { after, limit }) {
    const team = confinedTo(principal, "read-history");
    if (filter.memberId !== undefined) {
      const member = await muster.queries.member(filter.memberId);
      authorise(principal, { kind: "read-history", team: member?.team ?? null });
    }
    const members = team === undefined ? undefined : new Set(await muster.pages.memberIds(team));
    const from = filter.from === undefined ? after : await muster.pages.positionBefore(filter.from);
    return muster.findEvents({ ...filter, members }, { after: from > after ? from : after, limit });
  },
});
