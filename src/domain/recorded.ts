import type { Actor } from "./kernel/actor.ts";
import type { LocalDate } from "./kernel/time.ts";

/**
 * What an event says of itself beside its data.
 * @property effectiveOn the date from which it holds, in the organisation's time zone
 * @property recordedAt the instant it was recorded, UTC, ISO 8601 with milliseconds; ours, so that it survives a copy
 * @property commandId the command that it came of; the same command again is the same write
 */
export type Metadata = {
  readonly eventId: string;
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly actor: Actor;
  readonly reason?: string;
  readonly effectiveOn: LocalDate;
  readonly recordedAt: string;
  readonly schemaVersion: number;
};

/** An event read back from the log, opened and lifted to its present version. Positions order; they count nothing. */
export type Recorded<E> = E & {
  readonly meta: Metadata;
  readonly stream: string;
  readonly position: bigint;
  readonly revision: bigint;
};
