import { ownerOn, type Ownership } from "../guard/owners.ts";
import type { Laid } from "../kernel/decider.ts";
import type { LocalDate } from "../kernel/time.ts";
import { evolveMember, type Member } from "../member/member.ts";
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
  memberInEffect(stream)
    .filter(({ effectiveOn }) => effectiveOn <= date)
    .reduce<Member | undefined>(evolveMember, undefined);

/** The world as it is on a date: what is effective up to it, by the very folds that every date has. */
export function worldAt(timeline: Timeline, date: LocalDate): World {
  const [members, joining] = parted(timeline.members, (stream) => memberOn(stream, date) ?? startOf(stream));
  const [queues, opening] = parted(timeline.queues, (history) => queueOn(history, date) ?? openingOf(history.own));
  return {
    ...{ members, joining, queues, opening },
    emailOwners: ownersOn(timeline.emailOwners, date),
    queueNameOwners: ownersOn(timeline.queueNameOwners, date),
    lines: { history: timeline.lines ?? new Map(), on: date },
    teams: timeline.teams ?? new Set(),
  };
}

/** Those who are there, and those who come. */
function parted<History, Thing extends object>(
  histories: ReadonlyMap<string, History>,
  read: (history: History) => Thing | Coming | undefined,
): readonly [ReadonlyMap<string, Thing>, ReadonlyMap<string, Coming>] {
  const present = new Map<string, Thing>();
  const coming = new Map<string, Coming>();
  for (const [id, history] of histories) {
    const found = read(history);
    if (found === undefined) continue;
    if (isComing(found)) coming.set(id, found);
    else present.set(id, found);
  }
  return [present, coming];
}

const isComing = (found: object): found is Coming => "on" in found;

function startOf(stream: readonly Laid<MemberEvent>[]): Coming | undefined {
  const [first] = memberInEffect(stream);
  return first?.type === "MemberRegistered" ? { name: first.data.name, on: first.effectiveOn } : undefined;
}

function openingOf(own: Parameters<typeof ownInEffect>[0]["own"]): Coming | undefined {
  const [first] = ownInEffect({ own, cover: new Map() });
  return first?.type === "QueueOpened" ? { name: first.data.name, on: first.effectiveOn } : undefined;
}

const ownersOn = (owners: ReadonlyMap<string, Ownership>, date: LocalDate): ReadonlyMap<string, string | null> =>
  new Map([...owners].map(([name, ownership]) => [name, ownerOn(ownership, date)]));
