import type { LocalDate } from "../kernel/time.ts";

type Named<T extends string, D extends object> = { readonly type: T; readonly data: Readonly<D> };
type Of<D extends object> = Readonly<D> & { readonly queueId: string };
type Change<V> = { readonly from: V; readonly to: V };

export type QueueEvent =
  | Named<"QueueOpened", Of<{ name: string }>>
  | Named<"QueueRenamed", Of<Change<string>>>
  /** How many active members besides trainees must cover the queue; 0 requires nothing. */
  | Named<"QueueCoverageRequired", Of<Change<number>>>
  /** A closed queue gives its name back, so the event says which. */
  | Named<"QueueClosed", Of<{ name: string }>>
  /** Takes back the event whose id is `reverses`, as if it had never been recorded; `reversed` is that event. */
  | Named<
      "QueueChangeReversed",
      Of<{ reverses: string; reversed: QueueEvent | null; acceptedUncovered: readonly string[] }>
    >;

export type QueueEventType = QueueEvent["type"];

export type QueueCommandOf<T extends QueueCommand["type"]> = Extract<QueueCommand, { type: T }>["data"];

/** `withdraw` names by event id the later changes that the command would make impossible, and takes them back with it. */
type Order<D extends object> = Of<D> & { readonly withdraw?: readonly string[] };

export type QueueCommand =
  | Named<"OpenQueue", Order<{ on: LocalDate; name: string }>>
  | Named<"RenameQueue", Order<{ on: LocalDate; name: string }>>
  | Named<"RequireCoverage", Order<{ on: LocalDate; minimum: number }>>
  /** `unassign` closes the queue's active assignments in the same append. */
  | Named<"CloseQueue", Order<{ on: LocalDate; unassign: boolean }>>;
