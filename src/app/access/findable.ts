import type { RosterMember, RosterQueries } from "../ports/rosterQueries.ts";
import { authorise, mayDo } from "./access.ts";
import type { Principal } from "./principal.ts";

/**
 * What finds a member by what a person calls them, among those whose email the principal may see: no other is named,
 * not even as a near match. Who is found, but on a team out of reach, is refused.
 */
export function findable(
  principal: Principal,
  queries: Pick<RosterQueries, "findMembers" | "roster">,
): Pick<RosterQueries, "findMembers" | "roster"> {
  const inReach = ({ team }: RosterMember): boolean => mayDo(principal, { kind: "read-personal", team });
  return {
    async findMembers(reference) {
      const found = await queries.findMembers(reference);
      const [first] = found;
      const reached = found.filter(inReach);
      if (first !== undefined && reached.length === 0)
        authorise(principal, { kind: "read-personal", team: first.team });
      return reached;
    },
    roster: async (filter) => (await queries.roster(filter)).filter(inReach),
  };
}
