import type { DomainEvent } from "../domain/event.ts";
import type { Actor } from "../domain/kernel/actor.ts";
import { paragraph } from "../domain/kernel/text.ts";
import type { EventCodec, Origin } from "./codec/eventCodec.ts";
import type { DecisionParts } from "./decideAll.ts";
import type { Appended, EventLog, Revision, Write } from "./ports/eventLog.ts";
import type { ReadStreamFrom } from "./streamReader.ts";

/** Whether recorded changes are the caller's to take back. @throws what refuses it */
export type Permit = (changes: readonly DomainEvent[]) => Promise<void>;

/**
 * Who gives a command, and under which id. The same id again is the same change: it is done once and answered twice.
 * @property repeated it may have been given before: what it recorded then is its answer, whatever is so now
 * @property expectedRevision the revision of the entity that the caller saw; a newer one refuses the command
 * @property permit asked for what would be taken back, once that is decided and before it is recorded; all is permitted
 * without
 * @property restsOn the revisions of streams as they were when somebody was shown what would come of it; where one of
 * them has moved, it is refused
 */
export type CommandContext = {
  readonly commandId: string;
  readonly actor: Actor;
  readonly reason?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly expectedRevision?: Revision;
  readonly repeated?: boolean;
  readonly permit?: Permit;
  readonly restsOn?: ReadonlyMap<string, Revision>;
};

export type CommandHandlerParts = Omit<DecisionParts, "remembered"> & {
  readonly log: EventLog;
  readonly codec: EventCodec;
  readonly read: ReadStreamFrom;
  /** Appends all writes or none: in one step, or by intents where the log cannot. */
  readonly commit: (writes: readonly Write[]) => Promise<Appended>;
};

/** What changes are handled with. */
export type Parts = CommandHandlerParts & DecisionParts;

/** Asks whether the caller may take back what these events do. */
export async function permitted({ permit }: CommandContext, events: readonly DomainEvent[]): Promise<void> {
  const takenBack = events.flatMap((event) => ("reverses" in event.data ? [event.data.reversed ?? event] : []));
  if (takenBack.length > 0) await permit?.(takenBack);
}

/** A reason that says nothing is none. */
export function withReason({ reason: told, ...context }: CommandContext): CommandContext {
  const reason = told === undefined ? null : paragraph("reason", told);
  return reason === null ? context : { ...context, reason };
}

export const originOf = ({ commandId, actor, reason, correlationId, causationId }: CommandContext): Origin => ({
  commandId,
  actor,
  correlationId: correlationId ?? commandId,
  causationId: causationId ?? commandId,
  ...(reason !== undefined && { reason }),
});
