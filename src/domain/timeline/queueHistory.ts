import type { GuardEntered } from "../guard/messages.ts";
import { inserted, latest } from "../kernel/dated.ts";
import type { Laid } from "../kernel/decider.ts";
import { lazily } from "../kernel/lazily.ts";
import type { LocalDate } from "../kernel/time.ts";
import { changing } from "../kernel/versions.ts";
import type { AssignmentType } from "../member/messages.ts";
import type { QueueEvent } from "../queue/messages.ts";
import { evolveQueue, type Queue } from "../queue/queue.ts";
import { inEffect } from "./inEffect.ts";

/** How a member covers a queue from a date on; null is no longer. */
export type CoverChange = { readonly on: LocalDate; readonly assignmentType: AssignmentType | null };

/** A queue's stream: its own events as they were recorded, and its cover by member in the order of dates. */
export type QueueHistory = {
  readonly own: readonly Laid<QueueEvent>[];
  readonly cover: ReadonlyMap<string, readonly CoverChange[]>;
};

export const noQueue: QueueHistory = { own: [], cover: new Map() };

/** Folds more of a queue's stream. */
export function withQueueEvents(known: QueueHistory, events: readonly Laid<QueueEvent | GuardEntered>[]): QueueHistory {
  const cover = changing(known.cover);
  const own = [...known.own];
  for (const event of events) {
    if (event.type !== "GuardEntered") own.push(event);
    else
      for (const fact of event.data.facts)
        if (fact.kind === "cover") {
          const { memberId, assignmentType } = fact;
          cover.set(memberId, inserted(cover.get(memberId) ?? [], { on: event.effectiveOn, assignmentType }));
        }
  }
  return { own, cover: cover.map() };
}

export const ownInEffect = ({ own }: QueueHistory): readonly Laid<QueueEvent>[] =>
  inEffect(own, { idOf: ({ eventId }) => eventId, dateOf: ({ effectiveOn }) => effectiveOn });

/** The queue as it is on a date; undefined before it opens. */
export function queueOn(history: QueueHistory, date: LocalDate): Queue | undefined {
  const queue = ownInEffect(history)
    .filter(({ effectiveOn }) => effectiveOn <= date)
    .reduce<Queue | undefined>(evolveQueue, undefined);
  return queue && { ...queue, cover: coverOn(history, date) };
}

/** Who covers the queue on a date, in the order in which they first came. */
export const coverOn = ({ cover }: QueueHistory, date: LocalDate): ReadonlyMap<string, AssignmentType> =>
  lazily(cover, (changes) => latest(changes, date)?.assignmentType ?? undefined);
