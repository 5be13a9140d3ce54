import type { GuardEntered, GuardFact } from "../guard/messages.ts";
import { type Decided, type Newest, newer } from "../kernel/decider.ts";
import type { LocalDate } from "../kernel/time.ts";
import { withEntry } from "../kernel/versions.ts";
import type { AssignmentType } from "../member/messages.ts";
import type { QueueEvent, QueueEventType } from "./messages.ts";

type CoverFact = Extract<GuardFact, { kind: "cover" }>;

/**
 * What a decision sees of a queue.
 * @property minimum how many members besides trainees must cover it
 * @property cover the active assignments, by member
 * @property newest the newest of its own changes; who covers it is counted apart:
 * @property coverChangedOn the newest date on which any cover changed
 * @property coverReducedOn the newest date on which fewer covered it than before
 */
export type Queue = {
  readonly queueId: string;
  readonly name: string;
  readonly minimum: number;
  readonly closed: boolean;
  readonly cover: ReadonlyMap<string, AssignmentType>;
  readonly newest: Newest<QueueEventType>;
  readonly coverChangedOn: LocalDate | null;
  readonly coverReducedOn: LocalDate | null;
};

/** Trainees learn a queue; they do not cover it. */
export const counts = (type: AssignmentType | null | undefined): boolean => type === "primary" || type === "backup";

/** How many cover the queue towards its minimum. */
export const coverCount = ({ cover }: Queue): number => [...cover.values()].filter(counts).length;

/** Folds a queue's stream, in which its own events and its cover lie; undefined is a stream without events. */
export function evolveQueue(state: Queue | undefined, event: Decided<QueueEvent | GuardEntered>): Queue | undefined {
  if (event.type === "GuardEntered") return state && covered(state, event);
  if (state === undefined) return event.type === "QueueOpened" ? opened(event.data, event.effectiveOn) : undefined;
  return { ...state, ...changed(event), newest: newer(state.newest, event.type, event.effectiveOn) };
}

const opened = ({ queueId, name }: { readonly queueId: string; readonly name: string }, on: LocalDate): Queue => ({
  ...{ queueId, name, minimum: 0, closed: false, cover: new Map() },
  newest: { type: "QueueOpened", on },
  coverChangedOn: null,
  coverReducedOn: null,
});

function changed({ type, data }: QueueEvent): Partial<Queue> {
  switch (type) {
    case "QueueOpened":
      return {};
    case "QueueRenamed":
      return { name: data.to };
    case "QueueCoverageRequired":
      return { minimum: data.to };
    case "QueueClosed":
      return { closed: true };
  }
}

const covered = (state: Queue, { data, effectiveOn }: Decided<GuardEntered>): Queue =>
  data.facts.reduce((queue, fact) => (fact.kind === "cover" ? withCover(queue, fact, effectiveOn) : queue), state);

function withCover(queue: Queue, { memberId, assignmentType }: CoverFact, on: LocalDate): Queue {
  const reduced = counts(queue.cover.get(memberId)) && !counts(assignmentType);
  return {
    ...queue,
    cover: assignmentType === null ? without(queue.cover, memberId) : withEntry(queue.cover, memberId, assignmentType),
    coverChangedOn: later(queue.coverChangedOn, on),
    coverReducedOn: reduced ? later(queue.coverReducedOn, on) : queue.coverReducedOn,
  };
}

const without = (cover: Queue["cover"], memberId: string): Queue["cover"] =>
  new Map([...cover].filter(([each]) => each !== memberId));

const later = (known: LocalDate | null, on: LocalDate): LocalDate => (known !== null && known > on ? known : on);
