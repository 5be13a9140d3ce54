import type { GuardEntered } from "../guard/messages.ts";
import { withEntry } from "../kernel/versions.ts";
import { type Member, periodsOf } from "../member/member.ts";
import type { HoldEvent, HoldQuery } from "./messages.ts";

/** A hold, on members by id or on whom a query finds; never on both. */
export type LegalHold = {
  readonly holdId: string;
  readonly memberIds: readonly string[];
  readonly query: HoldQuery | null;
  readonly released: boolean;
};

/**
 * All holds that ever were, by id and in order, and of whom there is nothing left to hold: they hold for all dates alike.
 * @property forgotten the members who were erased or sealed
 */
export type LegalHolds = {
  readonly holds: ReadonlyMap<string, LegalHold>;
  readonly forgotten: ReadonlySet<string>;
};

export const noHolds: LegalHolds = { holds: new Map(), forgotten: new Set() };

/** Folds the stream of holds, in the order in which it was recorded: it has no dates of its own. */
export function foldHolds({ holds, forgotten }: LegalHolds, events: Iterable<HoldEvent | GuardEntered>): LegalHolds {
  const all = [...events];
  const facts = all.flatMap((each) => (each.type === "GuardEntered" ? each.data.facts : []));
  const gone = facts.flatMap((fact) => (fact.kind === "forgotten" ? [fact.memberId] : []));
  return {
    holds: all.reduce(evolveHolds, holds),
    forgotten: gone.length === 0 ? forgotten : new Set([...forgotten, ...gone]),
  };
}

function evolveHolds(holds: LegalHolds["holds"], { type, data }: HoldEvent | GuardEntered): LegalHolds["holds"] {
  switch (type) {
    case "GuardEntered":
      return holds;
    case "LegalHoldPlaced": {
      const { holdId, heldMember, query } = data;
      const memberIds = [...(holds.get(holdId)?.memberIds ?? []), ...(heldMember === null ? [] : [heldMember])];
      return withEntry(holds, holdId, { holdId, memberIds, query, released: false });
    }
    case "LegalHoldReleased": {
      const hold = holds.get(data.holdId);
      return hold ? withEntry(holds, data.holdId, { ...hold, released: true }) : holds;
    }
  }
}

/** What a hold looks at. */
export type Holdable = Pick<Member, "memberId" | "startDate" | "departure" | "teams" | "pastPeriods">;

/** The holds that cover a member now; while there is one, nothing of them may be erased or sealed. */
export const holdsOn = ({ holds }: LegalHolds, member: Holdable): readonly LegalHold[] =>
  [...holds.values()].filter((hold) => !hold.released && covers(hold, member));

/** Whether a hold covers a member. By query, it covers whoever is as it asks at the time when that is asked. */
export const covers = ({ memberIds, query }: LegalHold, member: Holdable): boolean =>
  memberIds.includes(member.memberId) || (query !== null && matches(query, member));

function matches({ team, leftFrom, leftUntil }: HoldQuery, member: Holdable): boolean {
  const periods = periodsOf(member);
  const teams = [...periods.flatMap((period) => period.teams), ...member.teams];
  const leftThen = periods.some(
    ({ lastDay }) => (leftFrom === null || lastDay >= leftFrom) && (leftUntil === null || lastDay <= leftUntil),
  );
  return (team === null || teams.some((each) => each.team === team)) && ((leftFrom ?? leftUntil) === null || leftThen);
}
