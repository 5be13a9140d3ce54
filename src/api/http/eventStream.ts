import type { Landed } from "../../app/followEvents.ts";

type Stream = {
  /** Where the stream begins. */
  readonly after: bigint;
  /** After how many milliseconds of silence a sign of life is sent. */
  readonly quietMs: number;
  readonly signal: AbortSignal;
};

/**
 * What is sent of what has landed (https://html.spec.whatwg.org/multipage/server-sent-events.html). Nothing is asked for
 * before what was sent has been taken. A sign of life carries the position that was looked at, so that whoever resumes
 * begins there, and not at the last event that was for them.
 */
export async function* eventStream(
  landed: AsyncIterable<Landed>,
  textOf: (event: Landed["events"][number]) => string,
  { after, quietMs, signal }: Stream,
): AsyncGenerator<string> {
  const stopped = () => signal.aborted;
  const pages = landed[Symbol.asyncIterator]();
  let at = after;
  yield `retry: 1000\nid: ${at}\n\n`;
  let next = pages.next();
  while (!stopped()) {
    const page = await within(next, quietMs);
    if (page === "quiet") {
      yield `: still here\nid: ${at}\n\n`;
      continue;
    }
    if (page.done === true) return;
    for (const event of page.value.events) {
      if (stopped()) return;
      yield `id: ${event.position}\ndata: ${textOf(event)}\n\n`;
    }
    at = page.value.position;
    next = pages.next();
  }
}

async function within<T>(answer: Promise<T>, ms: number): Promise<T | "quiet"> {
  const { promise: quiet, resolve } = Promise.withResolvers<"quiet">();
  const timer = setTimeout(resolve, ms, "quiet");
  try {
    return await Promise.race([answer, quiet]);
  } finally {
    clearTimeout(timer);
  }
}
