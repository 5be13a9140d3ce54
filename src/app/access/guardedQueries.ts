import { reject } from "../../domain/kernel/rejection.ts";
import type { HistoryEntry, MemberDetails, RosterMember, RosterQueries } from "../ports/rosterQueries.ts";
import { lookups } from "../roster/lookups.ts";
import { references } from "../roster/references.ts";
import { authorise, confinedTo } from "./access.ts";
import { findable } from "./findable.ts";
import type { Principal } from "./principal.ts";
import { type PublicMember, seenBy } from "./seenBy.ts";

/** The reads as far as the principal may make them; whoever may not see personal details gets members without. */
export type GuardedQueries = Pick<RosterQueries, "queues" | "coverage"> & {
  /** Of all teams that are in reach, where none is given. @throws {AccessDenied} */
  roster(filter?: {
    readonly team?: string | undefined;
    readonly all?: boolean | undefined;
  }): Promise<readonly (RosterMember | PublicMember)[]>;
  /** @throws {AccessDenied} {Rejection} `member-unknown` */
  member(memberId: string): Promise<MemberDetails | PublicMember>;
  /** Found by email, id or unambiguous name. @throws {AccessDenied} {Rejection} `member-unknown`, `ambiguous-name` */
  find(reference: string): Promise<MemberDetails>;
  /** @throws {AccessDenied} {Rejection} as above */
  history(reference: string): Promise<readonly HistoryEntry[]>;
};

export function guardedQueries(principal: Principal, queries: RosterQueries): GuardedQueries {
  const reachable = { ...queries, ...findable(principal, queries) };
  const found = lookups(reachable);
  return {
    // Names of queues and how many cover them are of no team: whoever may see any roster may see them.
    queues: async (filter) => (confinedTo(principal, "read-roster"), queries.queues(filter)),
    coverage: async () => (confinedTo(principal, "read-roster"), queries.coverage()),
    async roster({ team = confinedTo(principal, "read-roster"), all = false } = {}) {
      authorise(principal, { kind: "read-roster", team: team ?? null });
      const members = await queries.roster({ ...(team !== undefined && { team }), all });
      return members.map((member) => seenBy(principal, member));
    },
    async member(memberId) {
      confinedTo(principal, "read-roster");
      const member = await queries.member(memberId);
      if (!member) return reject("member-unknown", `There is no member ${memberId}.`, { memberId });
      authorise(principal, { kind: "read-roster", team: member.team });
      return seenBy(principal, member);
    },
    async find(reference) {
      confinedTo(principal, "read-personal");
      const member = await found.member(reference);
      authorise(principal, { kind: "read-personal", team: member.team });
      return member;
    },
    async history(reference) {
      confinedTo(principal, "read-history");
      const memberId = await references(reachable).member(reference);
      authorise(principal, { kind: "read-history", team: (await queries.member(memberId))?.team ?? null });
      return found.history(memberId);
    },
  };
}
