import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { collect, idsOf, newStream, someEvents, write, type LogUnderTest, type OpenedLog } from "./logFixture.ts";
import { observe, type Writer } from "./commitOrder.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const heldBytes = () => {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** What the log promises to those who read it. */
export function reading(subject: LogUnderTest): void {
  let opened: OpenedLog;
  beforeEach(async () => {
    opened = await subject.open();
  });
  afterEach(() => opened.close());

  describe("an event", () => {
    it("is found by its id, where the log finds events so at all", async () => {
      const events = someEvents(3);
      const stream = newStream();
      await opened.log.append([write(stream, events)]);
      const stored = await collect(opened.log.readStream(stream));
      const { log } = opened;
      const find = async (id: string) => log.positionOf?.(id);
      // Without an index by id a log says so by having no such method, and finds nothing.
      const there = log.positionOf ? stored.map(({ position }) => position) : stored.map(() => undefined);
      expect(await Promise.all(idsOf(events).map(find))).toEqual(there);
      expect(await find(crypto.randomUUID())).toBeUndefined();
    });
  });

  describe("a stream", () => {
    it("has no events where nothing was appended", async () =>
      expect(await collect(opened.log.readStream(newStream()))).toEqual([]));

    it("is read from after a revision", async () => {
      const stream = newStream();
      const events = someEvents(5);
      await opened.log.append([write(stream, events)]);
      expect(idsOf(await collect(opened.log.readStream(stream, 2n)))).toEqual(idsOf(events.slice(3)));
      expect(await collect(opened.log.readStream(stream, 4n))).toEqual([]);
    });

    it("is read whole, however long, and without its neighbours", async () => {
      const [stream, neighbour] = [newStream(), newStream()];
      const events = someEvents(2_500, 20);
      await opened.log.append([write(neighbour, someEvents(3))]);
      await opened.log.append([write(stream, events)]);
      await opened.log.append([write(neighbour, someEvents(3), 2n)]);
      expect(idsOf(await collect(opened.log.readStream(stream)))).toEqual(idsOf(events));
    });
  });

  describe("the whole log", () => {
    it("is empty at first, and its head is 0", async () => {
      expect(await collect(opened.log.readAll(0n))).toEqual([]);
      expect(await opened.log.head()).toBe(0n);
    });

    it("has its head at the newest event", async () => {
      await opened.log.append([write(newStream(), someEvents(2))]);
      const { position } = await opened.log.append([write(newStream(), someEvents(3))]);
      expect(await opened.log.head()).toBe(position);
      expect(await (await opened.reopen()).head()).toBe(position);
    });

    it("is read from after a position, in pages of a size", async () => {
      const appends = Array.from({ length: 10 }, () => write(newStream(), someEvents(1)));
      for (const each of appends) await opened.log.append([each]);
      const all = await collect(opened.log.readAll(0n));
      const pages: number[] = [];
      for await (const page of opened.log.readAll(all[2]?.position ?? 0n, { pageSize: 3 })) {
        expect(page[0]).toEqual(all[3 + pages.reduce((a, b) => a + b, 0)]);
        pages.push(page.length);
      }
      expect(pages.reduce((a, b) => a + b, 0)).toBe(7);
      expect(Math.max(...pages)).toBeLessThanOrEqual(3);
      expect(await collect(opened.log.readAll(all[9]?.position ?? 0n))).toEqual([]);
    });

    it("is the same to every process", async () => {
      await opened.log.append([write(newStream(), someEvents(4))]);
      const elsewhere = await opened.reopen();
      await elsewhere.append([write(newStream(), someEvents(4))]);
      expect(await collect(elsewhere.readAll(0n))).toEqual(await collect(opened.log.readAll(0n)));
    });

    it("loses nothing to a reader while sixteen writers write, some slowly, some in vain", async () => {
      const logs = [opened.log, await opened.reopen(), await opened.reopen(), await opened.reopen()];
      const writer =
        (n: number): Writer =>
        async () => {
          const ids: string[] = [];
          for (let round = 0; round < 40; round++) {
            const events = someEvents(1 + (round % 3));
            await logs[n % 4]?.append([write(newStream(), events)]);
            ids.push(...idsOf(events));
          }
          return ids;
        };
      const { slowAppend } = opened;
      const slow: Writer = async () => {
        const ids: string[] = [];
        for (let round = 0; round < 10; round++)
          ids.push(...((await slowAppend?.(round % 2 ? "commit" : "rollback")) ?? []));
        return ids;
      };
      const writers = [...Array.from({ length: 16 }, (_, n) => writer(n)), slow, slow];
      const { committed, seen, lost } = await observe(writers, (after) => opened.log.readAll(after));
      expect(committed.length).toBeGreaterThan(1_200);
      expect(lost).toEqual([]);
      expect([...idsOf(seen)].sort()).toEqual([...committed].sort());
      expect(seen.every(({ position }, n) => n === 0 || position > (seen[n - 1]?.position ?? 0n))).toBe(true);
      if (subject.dense) expect(seen.map(({ position }) => Number(position))).toEqual(seen.map((_, n) => n + 1));
    });

    it("of 100,000 events is read in constant memory", async () => {
      for (let n = 0; n < 100; n++) await opened.log.append([write(newStream(), someEvents(1_000))]);
      let count = 0;
      const held: number[] = [];
      for await (const page of opened.log.readAll(0n)) {
        if (count % 10_000 < page.length) held.push(heldBytes());
        count += page.length;
      }
      expect(count).toBe(100_000);
      expect(held.length).toBeGreaterThanOrEqual(10);
      // All of them would be thirty megabytes of bytes alone, half of them by the middle. Each figure holds a page or
      // two besides, on their way or not; the least of each half leaves those out.
      const middle = Math.floor(held.length / 2);
      expect(Math.min(...held.slice(middle)) - Math.min(...held.slice(0, middle))).toBeLessThan(5_000_000);
    }, 180_000);
  });
}
