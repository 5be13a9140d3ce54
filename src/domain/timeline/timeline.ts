import type { DomainEvent } from "../event.ts";
import { type GuardEntry, guardEntries } from "../guard/facts.ts";
import { foldLines, type LineHistory } from "../guard/lines.ts";
import type { GuardEntered } from "../guard/messages.ts";
import { evolveOwnership, type Ownership } from "../guard/owners.ts";
import { evolveTeams } from "../guard/teams.ts";
import { foldHolds, type LegalHolds, noHolds } from "../hold/hold.ts";
import type { Decided, Laid } from "../kernel/decider.ts";
import type { LocalDate } from "../kernel/time.ts";
import { withEntry } from "../kernel/versions.ts";
import type { MemberEvent } from "../member/messages.ts";
import type { QueueEvent } from "../queue/messages.ts";
import { noQueue, type QueueHistory, withQueueEvents } from "./queueHistory.ts";

/**
 * What was loaded of the world, on all dates. What is loaded has a key, also where nothing was ever recorded of it.
 * @property members each member's stream, as it was recorded
 * @property newest the newest date of anything in it: from there on there is nothing later to look at
 */
export type Timeline = {
  readonly members: ReadonlyMap<string, readonly Laid<MemberEvent>[]>;
  readonly queues: ReadonlyMap<string, QueueHistory>;
  readonly emailOwners: ReadonlyMap<string, Ownership>;
  readonly queueNameOwners: ReadonlyMap<string, Ownership>;
  readonly lines: LineHistory | null;
  readonly teams: ReadonlySet<string> | null;
  readonly holds: LegalHolds | null;
  readonly newest: LocalDate;
};

export const emptyTimeline: Timeline = {
  members: new Map(),
  queues: new Map(),
  emailOwners: new Map(),
  queueNameOwners: new Map(),
  lines: null,
  teams: null,
  holds: null,
  newest: "",
};

/** An entry in a guard, and the date from which it holds. */
export type DatedEntry = GuardEntry & { readonly on: LocalDate };

/** Lays one event into the timeline, and what it enters into the guards. */
export function evolve(timeline: Timeline, event: Laid<DomainEvent>): Timeline {
  const on = event.effectiveOn;
  return guardEntries(event).reduce((now, entry) => enter(now, { ...entry, on }), withEvent(timeline, event));
}

function withEvent(timeline: Timeline, event: Laid<DomainEvent>): Timeline {
  const newest = timeline.newest > event.effectiveOn ? timeline.newest : event.effectiveOn;
  if ("memberId" in event.data) {
    const { memberId } = event.data;
    const known = timeline.members.get(memberId) ?? [];
    return {
      ...timeline,
      newest,
      members: withEntry(timeline.members, memberId, [...known, event as Laid<MemberEvent>]),
    };
  }
  return { ...withQueue(timeline, event.data.queueId, event as Laid<QueueEvent>), newest };
}

function withQueue(timeline: Timeline, queueId: string, event: Laid<QueueEvent | GuardEntered>): Timeline {
  const known = timeline.queues.get(queueId) ?? noQueue;
  return { ...timeline, queues: withEntry(timeline.queues, queueId, withQueueEvents(known, [event])) };
}

/** Lays one entry of a guard into the timeline. */
export function enter(timeline: Timeline, { guard, fact, on }: DatedEntry): Timeline {
  const entered: Decided<GuardEntered> = { type: "GuardEntered", data: { facts: [fact] }, effectiveOn: on };
  const newest = timeline.newest > on ? timeline.newest : on;
  switch (guard.kind) {
    case "email":
      return { ...timeline, newest, emailOwners: withOwner(timeline.emailOwners, guard.email, entered) };
    case "queue-name":
      return { ...timeline, newest, queueNameOwners: withOwner(timeline.queueNameOwners, guard.name, entered) };
    case "reporting-lines":
      return { ...timeline, newest, lines: foldLines(timeline.lines ?? new Map(), [entered]) };
    case "teams":
      return { ...timeline, newest, teams: evolveTeams(timeline.teams ?? new Set(), entered) };
    case "legal-holds":
      return { ...timeline, newest, holds: foldHolds(timeline.holds ?? noHolds, [entered]) };
    // What is to come is no part of what holds on any date.
    case "schedule":
      return timeline;
    case "queue":
      return { ...withQueue(timeline, guard.queueId, entered), newest };
  }
}

const withOwner = (
  owners: ReadonlyMap<string, Ownership>,
  key: string,
  entered: Decided<GuardEntered>,
): ReadonlyMap<string, Ownership> => withEntry(owners, key, evolveOwnership(owners.get(key) ?? [], entered));
