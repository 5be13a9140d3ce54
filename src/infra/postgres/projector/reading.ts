import { type DecodedEvent, type EventCodec, isUnreadable } from "../../../app/codec/eventCodec.ts";
import type { EventLog, Stored } from "../../../app/ports/eventLog.ts";
import type { MusterEvent } from "../../../domain/event.ts";
import type { Recorded } from "../../../domain/recorded.ts";

export type Decode = EventCodec["decode"];

// The database writes one batch while the next are opened: with one less, either would wait for the other.
const pagesAhead = 2;

/** Pages of the log, opened ahead of whoever works on them. */
export async function* opened(
  pages: AsyncIterable<readonly Stored[]>,
  decode: Decode,
): AsyncGenerator<readonly DecodedEvent[]> {
  const source = pages[Symbol.asyncIterator]();
  const ahead: Promise<readonly DecodedEvent[] | undefined>[] = [];
  let before: Promise<unknown> = Promise.resolve();
  const fetch = () => {
    const page = before.then(() => source.next()).then(({ done, value }) => (done ? undefined : decode(value)));
    // Met when its turn comes; a reader that stops before leaves nothing unhandled.
    page.catch(() => undefined);
    before = page;
    ahead.push(page);
  };
  try {
    for (;;) {
      while (ahead.length <= pagesAhead) fetch();
      const page = await ahead.shift();
      if (!page) return;
      yield page;
    }
  } finally {
    // Not awaited: a subscription that waits for events ends with its signal alone.
    source.return?.().catch(() => undefined);
  }
}

/** The readable events of a stream up to a position. */
export async function streamUpTo(
  { log, decode }: { readonly log: EventLog; readonly decode: Decode },
  stream: string,
  to: bigint,
): Promise<readonly Recorded<MusterEvent>[]> {
  const events: Recorded<MusterEvent>[] = [];
  for await (const page of log.readStream(stream)) {
    const decoded = await decode(page.filter(({ position }) => position <= to));
    events.push(...decoded.filter((event): event is Recorded<MusterEvent> => !isUnreadable(event)));
  }
  return events;
}
