import { expect, it } from "@jest/globals";
import type { Stored } from "../../src/app/ports/eventLog.ts";
import { createBell } from "../../src/infra/log/bell.ts";
import { follow } from "../../src/infra/log/follow.ts";

const event = (position: number): Stored => ({
  ...{ position: BigInt(position), stream: "s", revision: BigInt(position - 1), eventId: String(position), type: "T" },
  bytes: new Uint8Array(),
});

/** A log that begins with so many events; the sizes of the first two pages that a subscription to it gives, where two more events come one by one. */
async function pagesAfter(count: number): Promise<readonly number[]> {
  const events = Array.from({ length: count }, (_, n) => event(n + 1));
  const bell = createBell();
  const readAll = (after: bigint) =>
    // eslint-disable-next-line @typescript-eslint/require-await -- a log's pages are asynchronous
    (async function* () {
      const page = events.filter(({ position }) => position > after);
      if (page.length > 0) yield page;
    })();
  const stop = new AbortController();
  const sizes: number[] = [];
  for await (const page of follow({ readAll, bell, pollMs: 60_000 }, 0n, stop.signal)) {
    sizes.push(page.length);
    if (sizes.length === 2) break;
    events.push(event(count + 1));
    bell.ring();
    setImmediate(() => {
      events.push(event(count + 2));
      bell.ring();
    });
  }
  return sizes;
}

it("gathers what comes where much comes at once, so that it is read and applied together", async () => {
  expect(await pagesAfter(8)).toEqual([8, 2]);
});

it("gives what comes alone at once", async () => {
  expect(await pagesAfter(1)).toEqual([1, 1]);
});
