import { type DecodedEvent, isUnreadable } from "../codec/eventCodec.ts";
import type { Intent } from "./intent.ts";
import { type Guarded, settle } from "./settle.ts";

/** Knows, of the events of a log seen in order, which intents still wait in some stream. */
export type IntentWatch = {
  see(events: readonly DecodedEvent[]): void;
  /** Each waiting intent once, in the order in which they were seen. */
  pending(): readonly Intent[];
};

export function intentWatch(): IntentWatch {
  const waiting = new Map<string, Intent>();
  return {
    see(events) {
      for (const event of events) {
        // Whatever follows an intent in its stream settles it.
        waiting.delete(event.stream);
        if (!isUnreadable(event) && event.type === "IntentRecorded") waiting.set(event.stream, event.data);
      }
    },
    pending: () => [...new Map([...waiting.values()].map((intent) => [intent.intentId, intent])).values()],
  };
}

/**
 * Settles the intents that a reader of the log has found waiting, such as those of a writer that died; a writer that is
 * merely slow loses nothing by it and finds its work done.
 */
export async function completePending(guarded: Guarded, intents: readonly Intent[]): Promise<void> {
  for (const intent of intents) await settle(guarded, intent);
}
