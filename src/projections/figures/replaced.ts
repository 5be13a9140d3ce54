import { daysBetween, type LocalDate } from "../../domain/kernel/time.ts";
import type { Stay } from "./facts.ts";
import { isReasonCode } from "./reasons.ts";

/** How long before and after a leaver's last day somebody may start and replace them. */
export const replacementDays = { before: 30, after: 90 } as const;

/**
 * The last stays of those who were replaced; the definition is Muster's own. A leaver, for whatever reason, is replaced
 * where somebody else's period of employment begins (hired or rehired) in the team that the leaver was on last, from 30
 * days before to 90 days after the last day. A joiner replaces one leaver at most: leavers in the order of their last
 * days, each by the earliest joiner that is left. As all windows are of one length, no other pairing replaces more, but
 * for those whom only they themselves could replace. A transfer replaces nobody: it is missed where it came from.
 */
export function replacedIn(stays: readonly Stay[]): ReadonlySet<Stay> {
  const replaced = new Set<Stay>();
  for (const ofTeam of Map.groupBy(stays, ({ team }) => team).values()) {
    const leavers = ofTeam.filter(hasLeft).sort((a, b) => order(a.to, b.to) || order(a.memberId, b.memberId));
    const joiners = ofTeam
      .filter(({ begins }) => begins === "hired" || begins === "rehired")
      .sort((a, b) => order(a.from, b.from) || order(a.memberId, b.memberId));
    for (const leaver of leavers) {
      const found = joiners.findIndex((joiner) => replaces(joiner, leaver));
      if (found === -1) continue;
      joiners.splice(found, 1);
      replaced.add(leaver);
    }
  }
  return replaced;
}

type Leaver = Stay & { readonly to: LocalDate };
const hasLeft = (stay: Stay): stay is Leaver => isReasonCode(stay.ends) && stay.to !== null;

function replaces(joiner: Stay, leaver: Leaver): boolean {
  const days = daysBetween(leaver.to, joiner.from);
  return joiner.memberId !== leaver.memberId && days >= -replacementDays.before && days <= replacementDays.after;
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
