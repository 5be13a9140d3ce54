import { normaliseEmail } from "../../domain/member/email.ts";
import { authorise, confinedTo, mayDo } from "../access/access.ts";
import { findable } from "../access/findable.ts";
import type { Principal } from "../access/principal.ts";
import { type PublicMember, seenBy } from "../access/seenBy.ts";
import { blameMember } from "../blameMember.ts";
import type { Muster } from "../muster.ts";
import type { Key, MemberFilter, MemberSort, RevisedMember, Slice } from "../ports/rosterPages.ts";
import type { HistoryEntry, MemberDetails, RosterMember } from "../ports/rosterQueries.ts";
import type { Blamed } from "../../projections/blame.ts";
import { lookups } from "../roster/lookups.ts";
import { references } from "../roster/references.ts";
import { type Page, mapPage, page } from "./page.ts";

/** Members and queues are references, as a person gives them. */
export type MembersAsked = Pick<MemberFilter, "team" | "active" | "text"> & {
  readonly manager?: string | undefined;
  readonly queue?: string | undefined;
  readonly sort: MemberSort;
};

type Revised = { readonly revision: bigint };

/** A member as far as the principal may see them, with the revision that a change may name. */
export type SeenMember = (RosterMember | PublicMember) & Revised;

const revised = <Seen>(seen: Seen, { revision }: Revised): Seen & Revised => ({ ...seen, revision });

/** Reads of members for one principal. All throw `AccessDenied` for what the principal may not see. */
export type MemberReads = {
  members(asked: MembersAsked, slice: Slice): Promise<Page<SeenMember>>;
  /** @throws {Rejection} `member-unknown` */
  member(memberId: string): Promise<(MemberDetails | PublicMember) & Revised>;
  /** Newest first. @throws {Rejection} `member-unknown` */
  history(memberId: string, slice: Slice): Promise<Page<HistoryEntry>>;
  /** Which event set each value of the member's row. @throws {Rejection} `member-unknown` */
  blame(memberId: string): Promise<readonly Blamed[]>;
};

type Reading = Pick<Muster, "queries" | "pages" | "findEvents">;

export const memberReads = (muster: Reading, principal: Principal): MemberReads => ({
  async members(asked, slice) {
    const filter = await filterOf(muster, principal, asked);
    const ask = (part: Slice) => muster.pages.members(filter, asked.sort, part);
    return mapPage(await page(slice, ask, keyBy(asked.sort)), (member) => revised(seenBy(principal, member), member));
  },
  async member(memberId) {
    const member = await lookups(muster.queries).member(memberId);
    authorise(principal, { kind: "read-roster", team: member.team });
    return revised(seenBy(principal, member), member);
  },
  async history(memberId, slice) {
    const member = await muster.queries.member(memberId);
    authorise(principal, { kind: "read-history", team: member?.team ?? null });
    const ask = (part: Slice) => muster.pages.history(memberId, part);
    const found = await page(slice, ask, ({ position, historyId }) => [String(position), historyId]);
    // Of one who was registered in error the history alone is left.
    if (found.items.length === 0 && member === undefined) await lookups(muster.queries).member(memberId);
    return found;
  },
  async blame(memberId) {
    const member = await muster.queries.member(memberId);
    authorise(principal, { kind: "read-history", team: member?.team ?? null });
    return blameMember(muster, memberId);
  },
});

async function filterOf(muster: Reading, principal: Principal, asked: MembersAsked): Promise<MemberFilter> {
  const { active, text, manager, queue, sort } = asked;
  const team = asked.team ?? confinedTo(principal, "read-roster");
  authorise(principal, { kind: "read-roster", team: team ?? null });
  if (sort.by === "email" || sort.by === "startDate")
    authorise(principal, { kind: "read-personal", team: team ?? null });
  const known = references({ ...muster.queries, ...findable(principal, muster.queries) });
  return {
    ...{ team, active, text },
    personal: mayDo(principal, { kind: "read-personal", team: team ?? null }),
    ...(manager !== undefined && { managerId: await known.member(manager) }),
    ...(queue !== undefined && { queueId: await known.queue(queue) }),
  };
}

const keyBy =
  ({ by }: MemberSort) =>
  (member: RevisedMember): Key => [by === "email" ? normaliseEmail(member.email) : member[by], member.memberId];
