import type { GuardEvent } from "../../domain/guard/messages.ts";
import type { Actor } from "../../domain/kernel/actor.ts";
import type { Decided } from "../../domain/kernel/decider.ts";
import type { EventCodec, Origin } from "../codec/eventCodec.ts";
import { deriveId } from "../ids.ts";
import type { Clock } from "../ports/clock.ts";
import { type EventLog, StreamConflict } from "../ports/eventLog.ts";
import { revisionOf } from "../revisionOf.ts";
import { auditStream } from "../streams.ts";

type Parts = {
  readonly log: EventLog;
  readonly codec: EventCodec;
  readonly clock: Clock;
  readonly timezone: string;
};
type Told = Extract<GuardEvent, { type: "AuditBundleExported" }>["data"];

const attempts = 20;

/** Says in the log that events were handed out, and to whom. @throws {StreamConflict} where others always were faster */
export async function recordExport({ log, codec, clock, timezone }: Parts, actor: Actor, told: Told): Promise<void> {
  const commandId = told.bundleId;
  const event: Decided<GuardEvent> = { type: "AuditBundleExported", data: told, effectiveOn: clock.today(timezone) };
  const origin: Origin = { commandId, correlationId: commandId, causationId: commandId, actor };
  const events = await codec.encode([{ event, eventId: deriveId(commandId, "exported"), origin }]);
  for (let left = attempts; ; left--) {
    const expected = await revisionOf(log, auditStream);
    try {
      await log.append([{ stream: auditStream, expected, events }]);
      return;
    } catch (error) {
      if (left === 0 || !(error instanceof StreamConflict)) throw error;
    }
  }
}
