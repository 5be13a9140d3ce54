import { describe, expect, it } from "@jest/globals";
import { Readable } from "node:stream";
import { eventStream } from "../../src/api/http/eventStream.ts";
import type { Landed } from "../../src/app/followEvents.ts";

const event = (position: bigint) => ({ position }) as Landed["events"][number];
const page = (...positions: readonly bigint[]): Landed => ({
  events: positions.map(event),
  position: positions.at(-1) ?? 0n,
});
const stream = (landed: AsyncIterable<Landed>, signal = new AbortController().signal) =>
  eventStream(landed, ({ position }) => `{"at":${position}}`, { after: 4n, quietMs: 20, signal });

async function* until<T>(items: readonly T[], signal: AbortSignal): AsyncGenerator<T> {
  yield* items;
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
}

describe("what is sent", () => {
  it("begins with where it stands, has an event a block, and ends with its source", async () => {
    const sent: string[] = [];
    for await (const text of stream(Readable.from([page(5n, 7n), page(9n)]))) sent.push(text);
    expect(sent).toEqual([
      "retry: 1000\nid: 4\n\n",
      ...['id: 5\ndata: {"at":5}\n\n', 'id: 7\ndata: {"at":7}\n\n', 'id: 9\ndata: {"at":9}\n\n'],
    ]);
  });

  it("has signs of life while nothing comes, with the position that was looked at", async () => {
    const stop = new AbortController();
    const looked = { events: [], position: 8n };
    const sent = stream(until([looked], stop.signal), stop.signal);
    expect((await sent.next()).value).toContain("id: 4");
    expect((await sent.next()).value).toBe(": still here\nid: 8\n\n");
    expect((await sent.next()).value).toBe(": still here\nid: 8\n\n");
    stop.abort();
    expect(await sent.next()).toMatchObject({ done: true });
  });

  it("has nothing more once it was stopped, though more had landed", async () => {
    const stop = new AbortController();
    const sent = stream(until([page(5n, 6n, 7n)], stop.signal), stop.signal);
    await sent.next();
    expect((await sent.next()).value).toContain("id: 5");
    stop.abort();
    expect(await sent.next()).toMatchObject({ done: true });
  });
});

it("nothing is asked for that nobody takes", async () => {
  let asked = 0n;
  async function* endless(): AsyncGenerator<Landed> {
    for (;;) {
      asked += 1n;
      yield page(asked);
      await Promise.resolve();
    }
  }
  const answer = Readable.from(stream(endless()));
  answer.read();
  // Long after it would have run away.
  for (let turns = 0; turns < 1_000; turns++) await new Promise(setImmediate);
  expect(asked).toBeLessThan(50n);
  answer.destroy();
});
