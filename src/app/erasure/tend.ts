import type { MusterEvent } from "../../domain/event.ts";
import type { Decided } from "../../domain/kernel/decider.ts";
import { bookkeeping } from "../bookkeeping.ts";
import type { EventCodec } from "../codec/eventCodec.ts";
import { deriveId } from "../ids.ts";
import { persistently } from "../persistently.ts";
import type { DestroyedKeys, KeyDestruction, KeyOf } from "../ports/keyDestruction.ts";
import type { EventLog, Position } from "../ports/eventLog.ts";
import { revisionOf } from "../revisionOf.ts";
import { erasureStream } from "../streams.ts";
import { finishErasure, type FinishParts } from "./finish.ts";

export type TendParts = FinishParts & {
  readonly log: EventLog;
  readonly codec: EventCodec;
  readonly today: () => string;
};

/**
 * Destroys again what was destroyed and has come back, with a backup that was restored: asked of every start, before anything
 * is read. What is destroyed in the database is on every list afterwards.
 */
export async function destroyAgain(destruction: KeyDestruction, lists: readonly DestroyedKeys[]): Promise<void> {
  const gone = await destruction.destroyed();
  const isGone = new Set(gone.map(({ keyId }) => keyId));
  for (const list of lists) {
    const listed = await list.read();
    const back = listed.filter(({ keyId }) => !isGone.has(keyId));
    if (back.length > 0) await destruction.destroyAgain(back.map(({ keyId }) => keyId));
    const known = new Set(listed.map(({ keyId }) => keyId));
    const missing = gone.filter(({ keyId }) => !known.has(keyId));
    if (missing.length > 0) await list.add(missing);
  }
}

/**
 * Says in the log which keys had come back, and finishes the erasures that were interrupted. Answers the position from which
 * on the tables tell nothing of those people; nothing where there was nothing to do.
 */
export async function tendErasures(parts: TendParts): Promise<Position | undefined> {
  const back = Map.groupBy(await parts.destruction.cameBack(), ({ subject }) => subject);
  let position: Position | undefined;
  for (const [memberId, keys] of back) {
    position = await tell(parts, memberId, keys);
    await parts.destruction.told(keys.map(({ keyId }) => keyId));
  }
  for (const memberId of await parts.begun.unfinished()) {
    if (await finishErasure(parts, memberId)) position = await parts.log.head();
    else await parts.begun.abandoned(memberId);
  }
  return position;
}

/** Once for each time that they come back: whoever tells it beside another tells the same. */
async function tell({ log, codec, today }: TendParts, memberId: string, keys: readonly KeyOf[]): Promise<Position> {
  const keyIds = keys.map(({ keyId }) => keyId);
  const event: Decided<MusterEvent> = {
    type: "KeysDestroyedAgain",
    data: { ofMember: memberId, keyIds },
    effectiveOn: today(),
  };
  return persistently(async () => {
    const expected = await revisionOf(log, erasureStream);
    const commandId = deriveId("destroyed-again", ...keyIds, String(expected));
    const events = await codec.encode([
      { event, eventId: deriveId(commandId, "told"), origin: bookkeeping(commandId) },
    ]);
    return (await log.append([{ stream: erasureStream, expected, events }])).position;
  });
}
