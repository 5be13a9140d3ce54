import { randomUUID } from "node:crypto";
import type { Decided } from "../domain/kernel/decider.ts";
import type { GuardEvent } from "../domain/guard/messages.ts";
import type { EventCodec } from "./codec/eventCodec.ts";
import { deriveId } from "./ids.ts";
import type { Clock } from "./ports/clock.ts";
import { type EventLog, noStream, StreamConflict } from "./ports/eventLog.ts";
import type { GuardKey } from "./ports/guardKey.ts";
import type { ReadStreamFrom } from "./streamReader.ts";
import { logStream } from "./streams.ts";

/** What the log's first event fixed: its id, and the organisation's time zone. */
export type LogIdentity = { readonly logId: string; readonly timezone: string };

/** This process does not belong to the log: another guard key, or another time zone. */
export class ForeignLog extends Error {
  override readonly name = "ForeignLog";
}

type Parts = {
  readonly log: EventLog;
  readonly codec: EventCodec;
  readonly read: ReadStreamFrom;
  readonly guardKey: GuardKey;
  readonly clock: Clock;
};

/**
 * Opens the log, founding it where it is empty.
 * @param timezone the organisation's IANA time zone; `asked` says that it was set and not merely the host's
 * @throws {ForeignLog} where the log was opened with another guard key, or the zone that was asked for is not the log's
 */
export async function openLog(parts: Parts, timezone: string, asked: boolean): Promise<LogIdentity> {
  const opened = (await identity(parts)) ?? (await found(parts, timezone));
  const { keyFingerprint, ...known } = opened;
  if (keyFingerprint !== parts.guardKey.fingerprint)
    throw new ForeignLog(
      `This log was opened with another guard key (${keyFingerprint}) than the key file holds (${parts.guardKey.fingerprint}). ` +
        "Every machine of one log shares one key file: copy it from the machine that opened the log, or name it in MUSTER_KEY_FILE.",
    );
  if (asked && known.timezone !== timezone)
    throw new ForeignLog(
      `This log keeps its dates in ${known.timezone}, fixed by its first event; MUSTER_TIMEZONE asks for ${timezone}. Unset it, or set it to ${known.timezone}.`,
    );
  return known;
}

type Opened = LogIdentity & { readonly keyFingerprint: string };

async function identity({ read }: Parts): Promise<Opened | undefined> {
  const { events } = await read(logStream);
  return events.find((event) => event.type === "LogOpened")?.data;
}

/** Several processes may find the log empty at once; the first append decides, and all read its answer. */
async function found(parts: Parts, timezone: string): Promise<Opened> {
  const logId = randomUUID();
  const event: Decided<GuardEvent> = {
    type: "LogOpened",
    data: { logId, timezone, keyFingerprint: parts.guardKey.fingerprint },
    effectiveOn: parts.clock.today(timezone),
  };
  const origin = {
    commandId: logId,
    correlationId: logId,
    causationId: logId,
    actor: { issuer: "muster", subject: "log" },
  };
  const events = await parts.codec.encode([{ event, eventId: deriveId(logId, "opened"), origin }]);
  try {
    await parts.log.append([{ stream: logStream, expected: noStream, events }]);
  } catch (error) {
    if (!(error instanceof StreamConflict)) throw error;
  }
  const opened = await identity(parts);
  if (!opened) throw new Error("The log was opened and yet does not hold its first event.");
  return opened;
}
