import type { Command } from "../command.ts";
import type { RejectionCode } from "../kernel/rejection.ts";
import type { LocalDate } from "../kernel/time.ts";

/** Whom or what a scheduled change is about: its own words are sealed under that member's key. */
export type About = { readonly kind: "member" | "queue"; readonly id: string };

type Of<D extends object> = Readonly<D> & { readonly changeId: string; readonly about: About };
type Named<T extends string, D extends object> = { readonly type: T; readonly data: Of<D> };

/**
 * What becomes of a change that is dated in the future. It lies here until its day; the members' and queues' own streams
 * hold nothing of it before.
 */
export type ChangeEvent =
  /** `commands` are given on the day `on`, in order, as one change; null once their key is destroyed. */
  | Named<"ChangeScheduled", { on: LocalDate; commands: readonly Command[] | null }>
  | Named<"ChangeRescheduled", { from: LocalDate; to: LocalDate }>
  | Named<"ChangeCancelled", object>
  /** The events that it made, by id; none where it was satisfied already. */
  | Named<"ChangeApplied", { eventIds: readonly string[] }>
  /** Refused when its day `on` came, and why. It is shown until somebody moves or cancels it. */
  | Named<"ChangeFailed", { on: LocalDate; code: RejectionCode; sentence: string | null }>;

export const changeStream = (changeId: string): string => `change-${changeId}`;
