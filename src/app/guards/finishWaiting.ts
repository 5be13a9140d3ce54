import type { EventCodec } from "../codec/eventCodec.ts";
import type { Position } from "../ports/eventLog.ts";
import { completePending, intentWatch } from "./intentWatch.ts";
import type { Guarded } from "./settle.ts";

/**
 * Settles the intents that wait among the events after a position, such as those of a command that was killed; for
 * whoever is about to read up to the present, where nobody follows the log. Answers where the log then stands.
 */
export async function finishWaiting(
  guarded: Guarded,
  decode: EventCodec["decode"],
  after: Position,
): Promise<Position> {
  const watch = intentWatch();
  for await (const page of guarded.log.readAll(after)) watch.see(await decode(page));
  await completePending(guarded, watch.pending());
  return guarded.log.head();
}
