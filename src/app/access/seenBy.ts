import type { MemberDetails, RosterMember } from "../ports/rosterQueries.ts";
import { mayDo } from "./access.ts";
import type { Principal } from "./principal.ts";

/** A member as whoever may read the roster sees them: the name, the team, and what they cover. */
export type PublicMember = Pick<RosterMember, "memberId" | "name" | "team" | "active"> & {
  readonly queues: readonly Pick<RosterMember["queues"][number], "queue" | "type">[];
};

/** The member as far as the principal may see them; whether they may see them at all is `authorise`'s to say. */
export function seenBy(principal: Principal, member: MemberDetails): MemberDetails | PublicMember;
export function seenBy(principal: Principal, member: RosterMember): RosterMember | PublicMember;
export function seenBy(principal: Principal, member: RosterMember): RosterMember | PublicMember {
  if (mayDo(principal, { kind: "read-personal", team: member.team })) return member;
  const { memberId, name, team, active, queues } = member;
  return { memberId, name, team, active, queues: queues.map(({ queue, type }) => ({ queue, type })) };
}
