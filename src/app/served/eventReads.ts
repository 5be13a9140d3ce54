import { authorise, confinedTo } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import type { EventFilter, FoundEvents } from "../findEvents.ts";
import type { Follow, Landed } from "../followEvents.ts";
import type { Muster } from "../muster.ts";
import type { Position } from "../ports/eventLog.ts";

/** Reads of the log's events for one principal: whoever is confined to a team sees those of its members. */
export type EventReads = {
  events(
    filter: Omit<EventFilter, "members">,
    part: { readonly after: Position; readonly limit: number },
  ): Promise<FoundEvents>;
  /** The same as they land, until the signal. Who is of a team is told by the tables once they hold the events. */
  landing(filter: Omit<EventFilter, "members">, follow: Follow): Promise<AsyncIterable<Landed>>;
};

type Reading = Pick<Muster, "queries" | "pages" | "findEvents" | "followEvents" | "waitFor">;

export const eventReads = (muster: Reading, principal: Principal): EventReads => ({
  async events(filter, { after, limit }) {
    const team = await authorised(muster, principal, filter);
    const members = team === undefined ? undefined : new Set(await muster.pages.memberIds(team));
    const from = filter.from === undefined ? after : await muster.pages.positionBefore(filter.from);
    return muster.findEvents({ ...filter, members }, { after: from > after ? from : after, limit });
  },
  async landing(filter, follow) {
    const team = await authorised(muster, principal, filter);
    if (team === undefined) return muster.followEvents(filter, follow);
    return muster.followEvents(filter, follow, async (position) => {
      // One who has only just joined the team is not left out.
      while (!follow.signal.aborted && (await muster.waitFor(position, lookAgainMs)) < position);
      return new Set(await muster.pages.memberIds(team));
    });
  },
});

const lookAgainMs = 500;

/** The team that the principal is confined to, if any. @throws {AccessDenied} */
async function authorised(
  { queries }: Pick<Reading, "queries">,
  principal: Principal,
  { memberId }: Omit<EventFilter, "members">,
): Promise<string | undefined> {
  const team = confinedTo(principal, "read-history");
  if (memberId !== undefined) {
    const member = await queries.member(memberId);
    authorise(principal, { kind: "read-history", team: member?.team ?? null });
  }
  return team;
}
