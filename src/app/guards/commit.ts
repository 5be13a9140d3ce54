import type { DecodedEvent } from "../codec/eventCodec.ts";
import type { Appended, Write } from "../ports/eventLog.ts";
import { intend, pendingIntent } from "./intent.ts";
import { type Guarded, settle } from "./settle.ts";

/**
 * Appends to one stream or several, all or nothing: in one step where the log can, else by an intent.
 * The streams' revisions must have been read while no intent was pending in them.
 * @throws {StreamConflict} where another was first: nothing of it is recorded, and nothing ever will be
 * @throws {LogUnavailable} where the log did not answer: the same command, tried again, finds out
 */
export async function commit(guarded: Guarded, writes: readonly Write[], now: Date): Promise<Appended> {
  if (guarded.log.atomic || writes.length === 1) return guarded.log.append(writes);
  const settlement = await settle(guarded, await intend(writes, guarded.encodeGuard, now.toISOString()));
  if (settlement.outcome === "aborted") throw settlement.conflict;
  return settlement.appended;
}

/** Settles the intent that waits at the end of a stream; answers whether there was one, and so the stream has grown. */
export async function settlePending(guarded: Guarded, stream: readonly DecodedEvent[]): Promise<boolean> {
  const intent = pendingIntent(stream);
  if (intent) await settle(guarded, intent);
  return intent !== undefined;
}
