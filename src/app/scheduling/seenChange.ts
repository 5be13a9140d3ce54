import type { ChangeEvent } from "../../domain/change/messages.ts";
import type { Command } from "../../domain/command.ts";
import type { RejectionCode } from "../../domain/kernel/rejection.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { Recorded } from "../../domain/recorded.ts";
import type { Revision } from "../ports/eventLog.ts";
import type { ScheduledChange } from "./schedule.ts";

/** What became of a change that was dated in the future: when it was scheduled, moved, cancelled, applied or refused. */
export type ChangeStep = {
  readonly type: ChangeEvent["type"];
  /** The day that it was for from then on. */
  readonly on: LocalDate;
  readonly recordedAt: string;
  readonly by: string;
  readonly reason: string | null;
};

/**
 * A change for a later day as it is shown.
 * @property commands what is ordered for the day, in order; null where whom it was about is forgotten
 * @property failure why it was refused when its day came; null unless it was
 * @property eventIds what it made, where it is applied
 * @property steps what became of it, from its scheduling on
 */
export type SeenChange = {
  readonly changeId: string;
  readonly on: LocalDate;
  readonly state: "pending" | "failed" | "applied" | "cancelled";
  readonly about: { readonly kind: "member" | "queue"; readonly id: string };
  readonly commands: readonly Command[] | null;
  readonly failure: { readonly code: RejectionCode; readonly sentence: string | null } | null;
  readonly eventIds: readonly string[];
  readonly steps: readonly ChangeStep[];
  readonly revision: Revision;
};

export function seenChange({ change, events, revision }: ScheduledChange): SeenChange {
  const { changeId, on, standing: state, about, commands } = change;
  const last = events.at(-1);
  const failure = state === "failed" && last?.type === "ChangeFailed" ? last.data : null;
  const applied = last?.type === "ChangeApplied" ? last.data.eventIds : [];
  return {
    ...{ changeId, on, state, about, commands, revision },
    failure: failure && { code: failure.code, sentence: failure.sentence },
    ...{ eventIds: applied, steps: stepsOf(events) },
  };
}

function stepsOf(events: ScheduledChange["events"]): readonly ChangeStep[] {
  let on: LocalDate = "";
  return events.map((event: Recorded<ChangeEvent>) => {
    on = event.type === "ChangeScheduled" ? event.data.on : event.type === "ChangeRescheduled" ? event.data.to : on;
    const { recordedAt, actor, reason = null } = event.meta;
    return { type: event.type, on, recordedAt, by: `${actor.issuer}:${actor.subject}`, reason };
  });
}
