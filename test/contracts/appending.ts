import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { StreamConflict } from "../../src/app/ports/eventLog.ts";
import {
  collect,
  eventOf,
  idsOf,
  newStream,
  someEvents,
  write,
  type LogUnderTest,
  type OpenedLog,
} from "./logFixture.ts";

const everyByte = Uint8Array.from({ length: 256 }, (_, n) => n);
const invalidUtf8 = Uint8Array.from([0xff, 0xfe, 0xc3, 0x28, 0x00, 0xed, 0xa0, 0x80]);

/** What the log promises of one append. */
export function appending(subject: LogUnderTest): void {
  let opened: OpenedLog;
  beforeEach(async () => {
    opened = await subject.open();
  });
  afterEach(() => opened.close());

  describe("an append", () => {
    it("gives each event its revision, and its place after everything before it", async () => {
      const { log } = opened;
      const stream = newStream();
      const first = await log.append([write(stream, someEvents(2))]);
      const second = await log.append([write(stream, someEvents(1), 1n)]);
      expect(first.repeated).toBe(false);
      expect(second.position).toBeGreaterThan(first.position);
      const events = await collect(log.readStream(stream));
      expect(events.map(({ revision }) => revision)).toEqual([0n, 1n, 2n]);
      expect(events.map(({ position }) => position).slice(1)).toEqual([first.position, second.position]);
      if (subject.dense) expect(events.map(({ position }) => position)).toEqual([1n, 2n, 3n]);
    });

    it.each([
      ["every value that a byte can have", everyByte],
      ["what is no UTF-8", invalidUtf8],
      ["JSON in an order and a spacing of its own", Buffer.from('{ "b":1.0,\t"a": "\\u00e9", "b":2 }\n')],
      ["nothing", new Uint8Array()],
      ["a megabyte", new Uint8Array(1_000_000).fill(7)],
    ])("gives back exactly the bytes that were stored: %s", async (_, bytes) => {
      const stream = newStream();
      const event = eventOf(bytes, "Kind");
      const { position } = await opened.log.append([write(stream, [event])]);
      const expected = { position, stream, revision: 0n, eventId: event.eventId, type: "Kind" };
      for (const read of [opened.log.readStream(stream), opened.log.readAll(0n)]) {
        const [found] = await collect(read);
        expect({ ...found, bytes: undefined }).toEqual({ ...expected, bytes: undefined });
        expect(Buffer.compare(Buffer.from(found?.bytes ?? []), Buffer.from(bytes))).toBe(0);
      }
    });

    it("stores the bytes of the instant that it told last", async () => {
      const stream = newStream();
      const told: string[] = [];
      const bytesAt = (recordedAt: string) => {
        told.push(recordedAt);
        return Buffer.from(recordedAt);
      };
      const before = new Date().toISOString();
      await opened.log.append([write(stream, [{ eventId: randomUUID(), type: "Timed", bytesAt }])]);
      const [found] = await collect(opened.log.readStream(stream));
      const stored = Buffer.from(found?.bytes ?? []).toString();
      expect(stored).toBe(told.at(-1));
      expect(stored).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(stored >= before).toBe(true);
    });

    it.each([
      ["that has none yet, when it has", -1n],
      ["at an earlier revision", 0n],
      ["at a later revision", 7n],
    ])("is refused where it expects a stream %s, and stores nothing", async (_, expected) => {
      const stream = newStream();
      await opened.log.append([write(stream, someEvents(2))]);
      const refused = opened.log.append([write(stream, someEvents(1), expected)]);
      await expect(refused).rejects.toThrow(StreamConflict);
      await expect(refused).rejects.toMatchObject({ stream, expected });
      expect(await collect(opened.log.readAll(0n))).toHaveLength(2);
    });

    it("is refused where it expects events of a stream that has none", () =>
      expect(opened.log.append([write(newStream(), someEvents(1), 0n)])).rejects.toThrow(StreamConflict));

    it("is refused without an event to store", async () => {
      await expect(opened.log.append([])).rejects.toThrow();
      await expect(opened.log.append([write(newStream(), [])])).rejects.toThrow();
    });
  });

  describe("an append that is repeated", () => {
    it("stores nothing and answers where its events stand", async () => {
      const append = [write(newStream(), someEvents(3))];
      const { position } = await opened.log.append(append);
      expect(await opened.log.append(append)).toEqual({ position, repeated: true });
      expect(await collect(opened.log.readAll(0n))).toHaveLength(3);
    });

    it("is known again by another process, whatever was appended since", async () => {
      const stream = newStream();
      const append = [write(stream, someEvents(2))];
      const { position } = await opened.log.append(append);
      await opened.log.append([write(stream, someEvents(5), 1n)]);
      const elsewhere = await opened.reopen();
      expect(await elsewhere.append(append)).toEqual({ position, repeated: true });
    });

    it("is known again where it was decided anew on what it had stored itself", async () => {
      const stream = newStream();
      const events = someEvents(2);
      const { position } = await opened.log.append([write(stream, events)]);
      expect(await opened.log.append([write(stream, events, 1n)])).toEqual({ position, repeated: true });
      expect(await collect(opened.log.readStream(stream))).toHaveLength(2);
    });

    it("is a conflict where it was decided anew and only some of its events are stored", async () => {
      const stream = newStream();
      const [same, ...others] = someEvents(3);
      if (!same) throw new Error("There are three.");
      await opened.log.append([write(stream, [same, ...others.slice(0, 1)])]);
      await expect(opened.log.append([write(stream, [same, ...others.slice(1)])])).rejects.toThrow(StreamConflict);
      expect(await collect(opened.log.readStream(stream))).toHaveLength(2);
    });

    it("is stored once when both are under way together", async () => {
      const append = [write(newStream(), someEvents(1))];
      const logs = [opened.log, opened.log, await opened.reopen(), await opened.reopen()];
      const answers = await Promise.all(logs.map((log) => log.append(append)));
      const first = answers.filter(({ repeated }) => !repeated);
      if (subject.everyoneIsFirst) expect(first).not.toEqual([]);
      else expect(first).toHaveLength(1);
      expect(new Set(answers.map(({ position }) => position)).size).toBe(1);
      expect(await collect(opened.log.readAll(0n))).toHaveLength(1);
    });
  });

  describe("an append to several streams", () => {
    it("is one step where the log is atomic, and is refused where it is not", async () => {
      const { log } = opened;
      const writes = [write(newStream(), someEvents(2)), write(newStream(), someEvents(1))];
      if (!log.atomic) {
        await expect(log.append(writes)).rejects.toThrow();
        expect(await collect(log.readAll(0n))).toEqual([]);
        return;
      }
      const { position } = await log.append(writes);
      const events = await collect(log.readAll(0n));
      expect(idsOf(events)).toEqual(idsOf(writes.flatMap((each) => each.events)));
      expect(events.at(-1)?.position).toBe(position);
      expect(await log.append(writes)).toEqual({ position, repeated: true });
    });

    it("stores nothing where one of the streams has moved, and names it", async () => {
      const { log } = opened;
      const [still, moved] = [newStream(), newStream()];
      await log.append([write(moved, someEvents(1))]);
      const refused = log.append([write(still, someEvents(1)), write(moved, someEvents(1))]);
      if (log.atomic)
        await expect(refused).rejects.toMatchObject({ name: "StreamConflict", stream: moved, expected: -1n });
      else await expect(refused).rejects.toThrow();
      expect(await collect(log.readStream(still))).toEqual([]);
    });
  });

  describe("appends that meet", () => {
    it("have one winner on one stream, and the others are told", async () => {
      const stream = newStream();
      const logs = [opened.log, await opened.reopen(), await opened.reopen()];
      const attempts = Array.from({ length: 48 }, (_, n) =>
        (logs[n % 3] ?? opened.log).append([write(stream, someEvents(1))]),
      );
      const outcomes = await Promise.allSettled(attempts);
      const refusals = outcomes.flatMap((outcome) =>
        outcome.status === "rejected" ? [outcome.reason as unknown] : [],
      );
      expect(refusals).toHaveLength(47);
      for (const refusal of refusals) expect(refusal).toBeInstanceOf(StreamConflict);
      expect(await collect(opened.log.readStream(stream))).toHaveLength(1);
    });

    it("do not fail for a neighbour's conflict", async () => {
      const taken = newStream();
      await opened.log.append([write(taken, someEvents(1))]);
      const streams = Array.from({ length: 60 }, (_, n) => (n % 3 === 0 ? taken : newStream()));
      const outcomes = await Promise.allSettled(
        streams.map((stream) => opened.log.append([write(stream, someEvents(1))])),
      );
      const failed = outcomes.flatMap(({ status }, n) => (status === "rejected" ? [streams[n]] : []));
      expect(failed).toEqual(Array.from({ length: 20 }, () => taken));
      expect(await collect(opened.log.readAll(0n))).toHaveLength(41);
    });

    it("follow each other on one stream in the order in which they were given", async () => {
      const stream = newStream();
      const appends = Array.from({ length: 10 }, (_, n) => write(stream, someEvents(1), BigInt(n - 1)));
      await Promise.all(appends.map((each) => opened.log.append([each])));
      const events = await collect(opened.log.readStream(stream));
      expect(idsOf(events)).toEqual(idsOf(appends.flatMap((each) => each.events)));
    });
  });
}
