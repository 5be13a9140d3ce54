import type { Actor } from "../domain/kernel/actor.ts";
import { reject } from "../domain/kernel/rejection.ts";
import type { EventCodec, Origin } from "./codec/eventCodec.ts";
import { encodeGuard } from "./guards/encodeGuard.ts";
import { deriveId } from "./ids.ts";
import { claimAnew } from "./keys/claimAnew.ts";
import { type OpenedLog, openedLog, refuseOtherKey } from "./openLog.ts";
import type { Clock } from "./ports/clock.ts";
import type { WrappedKeys } from "./ports/dataKeys.ts";
import type { EventLog, Position } from "./ports/eventLog.ts";
import type { GuardKey } from "./ports/guardKey.ts";
import type { Keys, KeySource, KeptKeys } from "./ports/keySource.ts";
import type { LogUse } from "./ports/logUse.ts";
import { streamReader } from "./streamReader.ts";
import { logStream } from "./streams.ts";

/** What works with keys, made for the ones that are given. */
type Keyed = { readonly codec: EventCodec; readonly guardKey: GuardKey };

export type RotationParts = {
  readonly log: EventLog;
  readonly source: KeySource;
  readonly use: LogUse;
  readonly wrapped: WrappedKeys;
  readonly clock: Clock;
  readonly keyed: (keys: Keys) => Keyed;
  readonly makeKeys: () => Keys;
};

/**
 * What a rotation did.
 * @property claims how many addresses and names of queues were entered anew
 * @property dataKeys how many data keys were wrapped anew
 * @property resumed whether it finished what an earlier one had begun
 * @property keys where the new keys lie, and whether they are used from there already
 */
export type KeyRotation = {
  readonly keyFingerprint: string;
  readonly claims: number;
  readonly dataKeys: number;
  readonly resumed: boolean;
  readonly keys: KeptKeys;
  readonly position: Position;
};

/** `claimed`: the log has the next key already, and only the data keys and the source have to follow. */
type Begun = {
  readonly present: Keys;
  readonly next: Keys;
  readonly opened: OpenedLog;
  readonly claimed: boolean;
  readonly resumed: boolean;
};

/**
 * Gives the log new keys: the next ones are kept beside the present ones, every address is claimed under its new name,
 * the log says which key belongs to it now, the data keys are wrapped anew, and the present keys are forgotten. Where
 * it is interrupted, whenever, the same again finishes it: the log says how far it came (ADR 0019).
 * @throws {LogInUse} where other processes work on the log; {@link ForeignLog}; {@link FileUnwritable}
 */
export const rotateKeys = (parts: RotationParts, actor: Actor): Promise<KeyRotation> =>
  parts.use.alone(async (stillAlone) => {
    const begun = await begin(parts);
    const claims = begun.claimed ? 0 : await moveClaims(parts, begun, actor, stillAlone);
    stillAlone();
    // Only now: whoever still has the present keys has been shut out by the log before they cease to open anything.
    const dataKeys = await parts.wrapped.rewrap(begun.present.wrappingKey, begun.next.wrappingKey);
    stillAlone();
    const keys = await parts.source.replace(begun.next);
    const keyFingerprint = parts.keyed(begun.next).guardKey.fingerprint;
    return { keyFingerprint, claims, dataKeys, resumed: begun.resumed, keys, position: await parts.log.head() };
  });

async function begin({ log, source, wrapped, keyed, makeKeys }: RotationParts): Promise<Begun> {
  const { present, next: kept } = await source.read();
  const { codec, guardKey } = keyed(present);
  const opened = await openedLog(streamReader(log, codec, () => Promise.resolve(false)));
  if (!opened) reject("invalid-value", "There is nothing in the log yet: its keys need no rotation.", { field: "log" });
  if (kept && opened.keyFingerprint === keyed(kept).guardKey.fingerprint)
    return { present, next: kept, opened, claimed: true, resumed: true };
  refuseOtherKey(opened, guardKey);
  // Before anything is changed: a key that does not open now would stop the rotation half-way.
  await wrapped.check(present.wrappingKey);
  const next = kept ?? makeKeys();
  if (!kept) await source.keepNext(present, next);
  return { present, next, opened, claimed: false, resumed: kept !== undefined };
}

async function moveClaims(
  { log, clock, keyed }: RotationParts,
  { present, next, opened }: Begun,
  actor: Actor,
  stillAlone: () => void,
): Promise<number> {
  const { codec, guardKey: from } = keyed(present);
  const { guardKey: to } = keyed(next);
  const commandId = deriveId("keys-rotated", opened.identity.logId, to.fingerprint);
  const origin: Origin = { commandId, correlationId: commandId, causationId: commandId, actor };
  const guarded = { log, encodeGuard: encodeGuard(codec, clock) };
  const claims = await claimAnew({ guarded, codec, from, to, origin }, stillAlone);
  stillAlone();
  const effectiveOn = clock.today(opened.identity.timezone);
  const event = { type: "GuardKeyRotated", data: { keyFingerprint: to.fingerprint }, effectiveOn } as const;
  const events = await codec.encode([{ event, eventId: deriveId(commandId, "rotated"), origin }]);
  await log.append([{ stream: logStream, expected: opened.revision, events }]);
  return claims;
}
