import { ownerOn, type Ownership } from "../guard/owners.ts";
import { noHolds } from "../hold/hold.ts";
import type { Laid } from "../kernel/decider.ts";
import { lazily } from "../kernel/lazily.ts";
import type { LocalDate } from "../kernel/time.ts";
import { isErased } from "../member/erased.ts";
import { blindedMember, evolveMember, type Member } from "../member/member.ts";
import type { MemberEvent } from "../member/messages.ts";
import type { Coming, World } from "../world.ts";
import { inEffect } from "./inEffect.ts";
import { ownInEffect, queueOn } from "./queueHistory.ts";
import type { Timeline } from "./timeline.ts";

/** A member's events that hold, in the order of their dates. */
export const memberInEffect = (stream: readonly Laid<MemberEvent>[]): readonly Laid<MemberEvent>[] =>
  inEffect(stream, { idOf: ({ eventId }) => eventId, dateOf: ({ effectiveOn }) => effectiveOn });

/** The member as they are on a date; undefined before they start. */
export const memberOn = (stream: readonly Laid<MemberEvent>[], date: LocalDate): Member | undefined =>
  blindIf(
    isErased(stream),
    memberInEffect(stream)
      .filter(({ effectiveOn }) => effectiveOn <= date)
      .reduce<Member | undefined>(evolveMember, undefined),
  );

const blindIf = (erased: boolean, member: Member | undefined): Member | undefined =>
  erased && member ? blindedMember(member) : member;

/** The world as it is on a date: what is effective up to it, by the very folds that every date has. */
export function worldAt(timeline: Timeline, date: LocalDate): World {
  const { members, queues } = timeline;
  const coming = <C extends Coming>(first: C | undefined) => (first && first.on > date ? first : undefined);
  return {
    members: lazily(members, (stream) => memberOn(stream, date)),
    sealed: lazily(members, (stream) => stream.find(({ type }) => type === "MemberSealed")?.effectiveOn),
    joining: lazily(members, (stream) => coming(startOf(stream))),
    queues: lazily(queues, (history) => queueOn(history, date)),
    opening: lazily(queues, ({ own }) => coming(openingOf(own))),
    emailOwners: ownersOn(timeline.emailOwners, date),
    queueNameOwners: ownersOn(timeline.queueNameOwners, date),
    lines: { history: timeline.lines ?? new Map(), on: date },
    teams: timeline.teams ?? new Set(),
    holds: timeline.holds ?? noHolds,
  };
}

function startOf(stream: readonly Laid<MemberEvent>[]): Coming | undefined {
  const [first] = memberInEffect(stream);
  return first?.type === "MemberRegistered" ? { name: first.data.name, on: first.effectiveOn } : undefined;
}

function openingOf(own: Parameters<typeof ownInEffect>[0]["own"]): Coming | undefined {
  const [first] = ownInEffect({ own, cover: new Map() });
  return first?.type === "QueueOpened" ? { name: first.data.name, on: first.effectiveOn } : undefined;
}

const ownersOn = (owners: ReadonlyMap<string, Ownership>, date: LocalDate): ReadonlyMap<string, string | null> =>
  lazily(owners, (ownership) => ownerOn(ownership, date));
