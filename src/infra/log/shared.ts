import { LogUnavailable, type EventLog, type Position, type Stored } from "../../app/ports/eventLog.ts";
import { type Bell, createBell } from "./bell.ts";
import { recent, type Recent } from "./recent.ts";

/** How many events are kept for those who are a little behind, and how long until a log that is away is asked again. */
const [usuallyKept, againMs] = [500, 250];
// Whoever waits is woken by the reader, who looks by itself.
const noPollMs = 2 ** 30;

type Log = Pick<EventLog, "head" | "subscribe">;

/** The one who reads for all. `failure` ends those who follow. */
type Reader = {
  readonly bell: Bell;
  readonly stop: AbortController;
  /** Absent until the log has told its head. */
  kept: Recent | undefined;
  failure: { readonly error: unknown } | undefined;
  followers: number;
};

/**
 * Subscriptions that share one reader: it begins with the first and ends with the last of them, at the log's head. None
 * waits for another: who begins further back, or takes more slowly than events come, reads on a subscription of their own
 * until they have come to what is kept.
 */
export function sharedSubscriptions(log: Log, most = usuallyKept): EventLog["subscribe"] {
  let reader: Reader | undefined;
  const leave = (from: Reader): void => {
    from.followers -= 1;
    if (from.followers > 0) return;
    from.stop.abort();
    if (reader === from) reader = undefined;
  };
  return async function* subscribe(after, signal) {
    if (signal.aborted) return;
    const mine = reader && !reader.failure ? reader : (reader = begin(log, most));
    mine.followers += 1;
    // Once, and also where nobody takes what was yielded last.
    const left = new AbortController();
    left.signal.addEventListener("abort", () => leave(mine));
    const over = () => left.abort();
    signal.addEventListener("abort", over);
    try {
      yield* along(log, mine, { after, signal });
    } finally {
      signal.removeEventListener("abort", over);
      over();
    }
  };
}

function begin(log: Log, most: number): Reader {
  const reader: Reader = {
    ...{ bell: createBell(), stop: new AbortController() },
    ...{ kept: undefined, failure: undefined, followers: 0 },
  };
  void read(log, reader, most).catch((error: unknown) => {
    reader.failure = { error };
    reader.bell.ring();
  });
  return reader;
}

async function read(log: Log, reader: Reader, most: number): Promise<void> {
  const { bell, stop } = reader;
  const head = await headOf(log, reader);
  if (head === undefined) return;
  const kept = recent(head, most);
  reader.kept = kept;
  bell.ring();
  for await (const page of log.subscribe(head, stop.signal)) {
    kept.add(page);
    bell.ring();
  }
}

async function headOf(log: Log, { bell, stop: { signal } }: Reader): Promise<Position | undefined> {
  while (!signal.aborted)
    try {
      return await log.head();
    } catch (error) {
      if (!(error instanceof LogUnavailable)) throw error;
      await bell.wait(bell.rings(), againMs, signal);
    }
  return undefined;
}

type Following = { readonly after: Position; readonly signal: AbortSignal };

async function* along(log: Log, reader: Reader, { after, signal }: Following): AsyncGenerator<readonly Stored[]> {
  const stopped = () => signal.aborted;
  let at = after;
  while (!stopped()) {
    const heard = reader.bell.rings();
    if (reader.failure) throw reader.failure.error;
    const page = reader.kept?.after(at);
    if (page !== undefined && page.length > 0) {
      at = page.at(-1)?.position ?? at;
      yield page;
    } else if (page !== undefined || !reader.kept) await reader.bell.wait(heard, noPollMs, signal);
    else
      for await (const own of comingUp(log, reader.kept, { after: at, signal })) {
        at = own.at(-1)?.position ?? at;
        yield own;
      }
  }
}

/** What lies before what is kept. */
async function* comingUp(log: Log, kept: Recent, { after, signal }: Following): AsyncGenerator<readonly Stored[]> {
  const there = new AbortController();
  try {
    for await (const page of log.subscribe(after, AbortSignal.any([signal, there.signal]))) {
      yield page;
      if (kept.after(page.at(-1)?.position ?? after) !== undefined) return;
    }
  } finally {
    there.abort();
  }
}
