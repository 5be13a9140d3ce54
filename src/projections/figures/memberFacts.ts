import type { Decided } from "../../domain/kernel/decider.ts";
import { addDays, daysBetween, type LocalDate } from "../../domain/kernel/time.ts";
import { evolveMember, type Member } from "../../domain/member/member.ts";
import type { MemberEvent, MemberEventOf, ReasonCode, SealedPeriod } from "../../domain/member/messages.ts";
import { follows, intervalsOf, statesByDate } from "./dated.ts";
import type { Cover, Interval, Stay } from "./facts.ts";
import { coversOf } from "./memberCovers.ts";

/** What is known of a member between two dates. */
export type Standing = Interval & { readonly state: Member };

type MemberFacts = { readonly stays: readonly Stay[]; readonly covers: readonly Cover[] };

/**
 * What the events of a member's stream come to, folded by the very fold that decisions see.
 * Who was registered in error never was. Of who is sealed, what the seal keeps is all there is. Who left before the
 * first day served none, and is in no fact.
 * @param events those in effect, in the order of (effectiveOn, revision)
 */
export function memberFacts(events: readonly Decided<MemberEvent>[]): MemberFacts {
  const seal = events.findLast((event) => event.type === "MemberSealed");
  if (seal) return sealedFacts(seal.data);
  const dawns = statesByDate<Decided<MemberEvent>, Member>(events, evolveMember);
  if (dawns.at(-1)?.state?.standing === "void") return { stays: [], covers: [] };
  const standings = intervalsOf(dawns).flatMap(({ state, ...days }) => (state ? [{ ...days, state }] : []));
  const active = standings.filter(({ state }) => state.standing === "active");
  return { stays: staysOf(standings, active), covers: coversOf(active) };
}

function staysOf(standings: readonly Standing[], active: readonly Standing[]): readonly Stay[] {
  const merged: Standing[] = [];
  for (const each of active) {
    const before = merged.at(-1);
    if (before && follows(before, each) && isSameStay(before.state, each.state))
      merged.splice(-1, 1, { ...before, to: each.to });
    else merged.push(each);
  }
  return merged.map((each, index) => stayOf(each, merged[index - 1], { next: merged[index + 1], standings }));
}

const isSameStay = (a: Member, b: Member): boolean =>
  a.startDate === b.startDate && a.team === b.team && a.title === b.title && a.managerId === b.managerId;

type Around = { readonly next: Standing | undefined; readonly standings: readonly Standing[] };

function stayOf(each: Standing, before: Standing | undefined, { next, standings }: Around): Stay {
  const { memberId, team, title, managerId, startDate, pastPeriods } = each.state;
  return {
    ...{ memberId, from: each.from, to: each.to, team, title, managerId, startDate },
    begins: beginningOf(each, before),
    ends: endingOf(each, next, standings),
    servedBefore: pastPeriods.reduce((days, period) => days + daysServed(period), 0),
  };
}

function beginningOf({ from, state, to }: Standing, before: Standing | undefined): Stay["begins"] {
  const { startDate, pastPeriods, team } = state;
  if (before && before.state.startDate === startDate && follows(before, { from, to }))
    return before.state.team === team ? "changed" : "transferred";
  if (from === startDate) return pastPeriods.length === 0 ? "hired" : "rehired";
  return "returned";
}

function endingOf({ to, state }: Standing, next: Standing | undefined, standings: readonly Standing[]): Stay["ends"] {
  if (to === null) return null;
  const isOver = next === undefined || !follows({ from: to, to }, next) || next.state.startDate !== state.startDate;
  if (!isOver) return next.state.team === state.team ? "changed" : "transferred";
  const after = standings.find(({ from }) => from === addDays(to, 1))?.state;
  return reasonOf(after);
}

/** Why the member left, as the state of the next day has it; who is rehired on that very day has left all the same. */
const reasonOf = (after: Member | undefined): ReasonCode =>
  after?.departure?.reasonCode ?? after?.pastPeriods.at(-1)?.reasonCode ?? "other";

type Served = { readonly startDate: LocalDate; readonly lastDay: LocalDate };
const daysServed = ({ startDate, lastDay }: Served): number => Math.max(0, daysBetween(startDate, lastDay) + 1);

const sealedFacts = ({
  memberId,
  periods,
  stays,
  covers = [],
}: MemberEventOf<"MemberSealed">["data"]): MemberFacts => ({
  stays: stays?.map((stay) => ({ ...stay, memberId })) ?? sealedStays(memberId, periods),
  covers: covers.map((cover) => ({ ...cover, memberId })),
});

/** Where a seal keeps periods alone: titles, managers and days away within a period are gone. */
function sealedStays(memberId: string, periods: readonly SealedPeriod[]): readonly Stay[] {
  return periods.flatMap((period, nth) => {
    const servedBefore = periods.slice(0, nth).reduce((days, each) => days + daysServed(each), 0);
    const { startDate, lastDay, reasonCode } = period;
    const teams = period.teams.filter(({ from }, index, all) => all[index + 1]?.from !== from);
    return teams.flatMap(({ team, from }, index): readonly Stay[] => {
      const next = teams[index + 1];
      const to = next ? addDays(next.from, -1) : lastDay;
      if (to < from) return [];
      const known = { memberId, from, to, team, title: null, managerId: null, startDate, servedBefore };
      const begins = index > 0 ? "transferred" : nth > 0 ? "rehired" : "hired";
      return [{ ...known, begins, ends: next ? "transferred" : reasonCode }];
    });
  });
}
