import type { EventCodec } from "../codec/eventCodec.ts";
import { completePending, intentWatch } from "./intentWatch.ts";
import type { Guarded } from "./settle.ts";

/**
 * Follows the log until the signal and settles the intents that a dead writer left waiting. It starts at the first
 * event, so that it knows of every one; it acts once it has seen the newest, so that it knows which still wait.
 */
export async function sweepIntents(guarded: Guarded, decode: EventCodec["decode"], signal: AbortSignal): Promise<void> {
  const watch = intentWatch();
  for await (const page of guarded.log.subscribe(0n, signal)) {
    watch.see(await decode(page));
    const seen = page.at(-1)?.position ?? 0n;
    if (watch.pending().length > 0 && seen >= (await guarded.log.head()))
      await completePending(guarded, watch.pending());
  }
}
