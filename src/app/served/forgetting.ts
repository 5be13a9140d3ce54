import type { HoldQuery } from "../../domain/hold/messages.ts";
import { authorise } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import type { Erasure, ErasurePlan } from "../erasure/erasures.ts";
import type { CommandContext } from "../handling.ts";
import type { ListedHold } from "../holds/listed.ts";
import type { HoldOutcome } from "../holds/legalHolds.ts";
import type { Muster } from "../muster.ts";
import type { MemberReference } from "../roster/memberInputs.ts";
import { references } from "../roster/references.ts";

/** Whom a hold is to cover: members as a person names them, or whoever was on a team and left between two days. */
export type HoldOrder = {
  readonly members?: readonly MemberReference[] | undefined;
  readonly team?: string | undefined;
  readonly leftFrom?: string | undefined;
  readonly leftUntil?: string | undefined;
};

type Ground = { readonly ground?: string | null | undefined };

/**
 * Erasures and legal holds for one principal: done by who may administer, seen by who may see every history.
 * @throws {AccessDenied} {Rejection}
 */
export type Forgetting = {
  /** What an erasure would do; refused as it would be. */
  plan(member: MemberReference, asked: Ground, context: CommandContext): Promise<ErasurePlan>;
  erase(member: MemberReference, asked: Ground, context: CommandContext): Promise<Erasure>;
  holds(): Promise<readonly ListedHold[]>;
  hold(order: HoldOrder, context: CommandContext): Promise<HoldOutcome>;
  release(holdId: string, context: CommandContext): Promise<HoldOutcome>;
};

type Parts = Pick<Muster, "erasures" | "holds" | "queries">;

export function forgetting({ erasures, holds, queries }: Parts, principal: Principal): Forgetting {
  const known = references(queries);
  const administering = (context: CommandContext): CommandContext => {
    authorise(principal, { kind: "administer", team: null });
    return { ...context, actor: principal.actor };
  };
  const of = async (member: MemberReference, { ground = null }: Ground) => ({
    memberId: await known.member(member),
    ground,
  });
  return {
    async plan(member, asked, given) {
      const context = administering(given);
      return erasures.plan(await of(member, asked), context);
    },
    async erase(member, asked, given) {
      const context = administering(given);
      return erasures.erase(await of(member, asked), context);
    },
    async holds() {
      authorise(principal, { kind: "read-history", team: null });
      return holds.list();
    },
    async hold(order, given) {
      const context = administering(given);
      const memberIds = await Promise.all((order.members ?? []).map((member) => known.member(member)));
      return holds.place({ memberIds, query: queryOf(order) }, context);
    },
    async release(holdId, given) {
      return holds.release(holdId, administering(given));
    },
  };
}

const queryOf = ({ team, leftFrom, leftUntil }: HoldOrder): HoldQuery | null =>
  team === undefined && leftFrom === undefined && leftUntil === undefined
    ? null
    : { team: team ?? null, leftFrom: leftFrom ?? null, leftUntil: leftUntil ?? null };
