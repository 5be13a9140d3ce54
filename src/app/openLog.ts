import { randomUUID } from "node:crypto";
import type { Decided } from "../domain/kernel/decider.ts";
import type { GuardEvent } from "../domain/guard/messages.ts";
import { bookkeeping } from "./bookkeeping.ts";
import type { EventCodec } from "./codec/eventCodec.ts";
import { deriveId } from "./ids.ts";
import type { Clock } from "./ports/clock.ts";
import { type EventLog, noStream, type Revision, StreamConflict } from "./ports/eventLog.ts";
import type { GuardKey } from "./ports/guardKey.ts";
import type { ReadStreamFrom } from "./streamReader.ts";
import { logStream } from "./streams.ts";

/** What the log's first event fixed: its id, and the organisation's time zone. */
export type LogIdentity = { readonly logId: string; readonly timezone: string };

/** What the log says of itself: who it is, the guard key that belongs to it now, and how far it has said so. */
export type OpenedLog = {
  readonly identity: LogIdentity;
  readonly keyFingerprint: string;
  readonly revision: Revision;
};

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
 * @throws {ForeignLog} where another guard key belongs to the log, or the zone that was asked for is not the log's
 */
export async function openLog(parts: Parts, timezone: string, asked: boolean): Promise<LogIdentity> {
  const opened = (await openedLog(parts.read)) ?? (await found(parts, timezone));
  refuseOtherKey(opened, parts.guardKey);
  const { identity } = opened;
  if (asked && identity.timezone !== timezone)
    throw new ForeignLog(
      `This log keeps its dates in ${identity.timezone}, fixed by its first event; MUSTER_TIMEZONE asks for ${timezone}. Unset it, or set it to ${identity.timezone}.`,
    );
  return identity;
}

/** What the log says of itself; undefined where it is empty. */
export async function openedLog(read: ReadStreamFrom): Promise<OpenedLog | undefined> {
  const { events, revision } = await read(logStream);
  const opened = events.find((event) => event.type === "LogOpened")?.data;
  if (!opened) return undefined;
  const { keyFingerprint: first, ...identity } = opened;
  const rotated = events.findLast((event) => event.type === "GuardKeyRotated")?.data;
  return { identity, keyFingerprint: rotated?.keyFingerprint ?? first, revision };
}

/** @throws {ForeignLog} where another guard key belongs to the log than the one in use */
export function refuseOtherKey({ keyFingerprint }: OpenedLog, { fingerprint }: GuardKey): void {
  if (keyFingerprint !== fingerprint)
    throw new ForeignLog(
      `This log was opened with another guard key, or its keys were rotated since: it is ${keyFingerprint}, and the keys in use here have ${fingerprint}. ` +
        "Every machine of one log has the same keys: copy them from the machine that opened the log or rotated them last, into the key file (MUSTER_KEY_FILE) or MUSTER_KEYS.",
    );
}

/** Several processes may find the log empty at once; the first append decides, and all read its answer. */
async function found(parts: Parts, timezone: string): Promise<OpenedLog> {
  const logId = randomUUID();
  const event: Decided<GuardEvent> = {
    type: "LogOpened",
    data: { logId, timezone, keyFingerprint: parts.guardKey.fingerprint },
    effectiveOn: parts.clock.today(timezone),
  };
  const origin = bookkeeping(logId);
  const events = await parts.codec.encode([{ event, eventId: deriveId(logId, "opened"), origin }]);
  try {
    await parts.log.append([{ stream: logStream, expected: noStream, events }]);
  } catch (error) {
    if (!(error instanceof StreamConflict)) throw error;
  }
  const opened = await openedLog(parts.read);
  if (!opened) throw new Error("The log was opened and yet does not hold its first event.");
  return opened;
}
