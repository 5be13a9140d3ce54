import { afterEach, describe, expect, it } from "@jest/globals";
import { setImmediate } from "node:timers/promises";
import type { EventLog, Position, Stored } from "../../src/app/ports/eventLog.ts";
import { sharedSubscriptions } from "../../src/infra/log/shared.ts";
import { memoryEventLog } from "../../src/infra/memory/eventLog.ts";

/** A log that counts who reads it, and whoever reads now. */
function counted() {
  const log = memoryEventLog();
  const readers = { ever: 0, now: 0 };
  async function* subscribe(after: Position, signal: AbortSignal): AsyncGenerator<readonly Stored[]> {
    readers.ever += 1;
    readers.now += 1;
    try {
      yield* log.subscribe(after, signal);
    } finally {
      readers.now -= 1;
    }
  }
  let made = 0n;
  const append = async (count = 1): Promise<void> => {
    for (let n = 0; n < count; n++) {
      const event = { eventId: crypto.randomUUID(), type: "x", bytesAt: () => new Uint8Array() };
      await log.append([{ stream: "s", expected: made - 1n, events: [event] }]);
      made += 1n;
    }
  };
  return { head: () => log.head(), subscribe, readers, append };
}

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => BigInt(first + n));

/** Takes pages until so many events have come. */
async function take(pages: AsyncIterator<readonly Stored[]>, count: number): Promise<readonly Position[]> {
  const taken: Position[] = [];
  while (taken.length < count) {
    const next = await pages.next();
    if (next.done === true) break;
    taken.push(...next.value.map(({ position }) => position));
  }
  return taken;
}

const begun: AbortController[] = [];
afterEach(() => {
  for (const each of begun.splice(0)) each.abort();
});

const following = (subscribe: EventLog["subscribe"], after: Position) => {
  const over = new AbortController();
  begun.push(over);
  return { pages: subscribe(after, over.signal)[Symbol.asyncIterator](), over };
};

describe("many who follow one log", () => {
  it("are one reader, and each has every event once", async () => {
    const log = counted();
    await log.append(3);
    const subscribe = sharedSubscriptions(log);
    const many = Array.from({ length: 100 }, () => following(subscribe, 3n));
    const taken = Promise.all(many.map(({ pages }) => take(pages, 5)));
    await log.append(5);
    expect(await taken).toEqual(many.map(() => from(4, 8)));
    expect(log.readers).toEqual({ ever: 1, now: 1 });
    const ends = many.map(({ pages, over }) => (over.abort(), pages.next()));
    for (const end of await Promise.all(ends)) expect(end.done).toBe(true);
    await setImmediate();
    expect(log.readers.now).toBe(0);
  });

  it("may begin further back, and then go on with the others", async () => {
    const log = counted();
    await log.append(30);
    const subscribe = sharedSubscriptions(log, 10);
    const [late, fresh] = [following(subscribe, 0n), following(subscribe, 30n)];
    const both = Promise.all([take(late.pages, 32), take(fresh.pages, 2)]);
    await log.append(2);
    expect(await both).toEqual([from(1, 32), from(31, 32)]);
    const next = Promise.all([take(late.pages, 1), take(fresh.pages, 1)]);
    await log.append();
    expect(await next).toEqual([[33n], [33n]]);
    expect(log.readers).toEqual({ ever: 2, now: 1 });
  });

  it("hold nobody up by taking slowly: what is not kept any more they read themselves", async () => {
    const log = counted();
    const subscribe = sharedSubscriptions(log, 10);
    const [slow, fast] = [following(subscribe, 0n), following(subscribe, 0n)];
    const first = Promise.all([take(slow.pages, 1), take(fast.pages, 1)]);
    await log.append();
    expect(await first).toEqual([[1n], [1n]]);
    // One by one, so that the fast one is never behind by more than is kept.
    for (const position of from(2, 51)) {
      const next = take(fast.pages, 1);
      await log.append();
      expect(await next).toEqual([position]);
    }
    expect(log.readers.ever).toBe(1);
    expect(await take(slow.pages, 50)).toEqual(from(2, 51));
    expect(log.readers.ever).toBe(2);
  });

  it("leave with their signal, also where nobody takes what comes last", async () => {
    const log = counted();
    const subscribe = sharedSubscriptions(log);
    const { pages, over } = following(subscribe, 0n);
    const first = take(pages, 1);
    await log.append();
    await first;
    over.abort();
    await setImmediate();
    expect(log.readers).toEqual({ ever: 1, now: 0 });
  });

  it("end with what the reader fails of, and whoever comes then has another", async () => {
    const log = counted();
    let broken = true;
    const subscribe = sharedSubscriptions({
      head: log.head,
      subscribe: (...asked) => {
        if (broken) throw new Error("a bug");
        return log.subscribe(...asked);
      },
    });
    await expect(take(following(subscribe, 0n).pages, 1)).rejects.toThrow("a bug");
    broken = false;
    const again = take(following(subscribe, 0n).pages, 1);
    await log.append();
    expect(await again).toEqual([1n]);
  });
});
