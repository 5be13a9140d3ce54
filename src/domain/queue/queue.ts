import { type Decided, type Newest, newer } from "../kernel/decider.ts";
import type { LocalDate } from "../kernel/time.ts";
import type { AssignmentType } from "../member/messages.ts";
import type { QueueEvent, QueueEventType } from "./messages.ts";

/**
 * What a decision sees of a queue.
 * @property minimum how many members besides trainees must cover it
 * @property cover the active assignments, by member
 * @property newest the newest of its own changes
 */
export type Queue = {
  readonly queueId: string;
  readonly name: string;
  readonly minimum: number;
  readonly closed: boolean;
  readonly cover: ReadonlyMap<string, AssignmentType>;
  readonly newest: Newest<QueueEventType>;
};

/** Trainees learn a queue; they do not cover it. */
export const counts = (type: AssignmentType | null | undefined): boolean => type === "primary" || type === "backup";

/** How many cover the queue towards its minimum. */
export const coverCount = ({ cover }: Queue): number => [...cover.values()].filter(counts).length;

/** Folds a queue's own events; undefined is a queue that was never opened. Who covers it is entered by others. */
export function evolveQueue(state: Queue | undefined, event: Decided<QueueEvent>): Queue | undefined {
  if (state === undefined) return event.type === "QueueOpened" ? opened(event.data, event.effectiveOn) : undefined;
  return { ...state, ...changed(event), newest: newer(state.newest, event.type, event.effectiveOn) };
}

const opened = ({ queueId, name }: { readonly queueId: string; readonly name: string }, on: LocalDate): Queue => ({
  ...{ queueId, name, minimum: 0, closed: false, cover: new Map() },
  newest: { type: "QueueOpened", on },
});

function changed({ type, data }: QueueEvent): Partial<Queue> {
  switch (type) {
    case "QueueRenamed":
      return { name: data.to };
    case "QueueCoverageRequired":
      return { minimum: data.to };
    case "QueueClosed":
      return { closed: true };
    // A reversal is left out of what is folded, together with what it reverses.
    case "QueueChangeReversed":
    case "QueueOpened":
      return {};
  }
}
