import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { LogUnavailable, type EventLog, type Position, type Stored } from "../../src/app/ports/eventLog.ts";
import { collect, idsOf, newStream, someEvents, write, type LogUnderTest, type OpenedLog } from "./logFixture.ts";

/** A subscription as a test sees it: what has come, and a promise for when a number of events has. */
function follow(log: EventLog, after: Position = 0n) {
  const stop = new AbortController();
  const events: Stored[] = [];
  const waiting = new Set<() => void>();
  const ended = (async () => {
    for await (const page of log.subscribe(after, stop.signal)) {
      events.push(...page);
      for (const look of waiting) look();
    }
  })();
  const count = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (events.length >= wanted) resolve();
      };
      waiting.add(look);
      ended.catch(reject);
      look();
    });
  return { events, count, ended, stop: () => stop.abort() };
}

/** What the log promises to those who follow it, and when the line to it breaks. */
export function following(subject: LogUnderTest): void {
  let opened: OpenedLog;
  beforeEach(async () => {
    opened = await subject.open();
  });
  afterEach(() => opened.close());

  const appendOne = async (log: EventLog) => {
    const events = someEvents(1);
    await log.append([write(newStream(), events)]);
    return idsOf(events);
  };

  describe("a subscription", () => {
    it("goes from what was there to what comes, without a gap or a repeat", async () => {
      const writing = await opened.reopen();
      const appended: string[] = [];
      for (let n = 0; n < 50; n++) appended.push(...(await appendOne(writing)));
      const subscription = follow(opened.log);
      for (let n = 0; n < 200; n++) appended.push(...(await appendOne(writing)));
      await subscription.count(250);
      appended.push(...(await appendOne(writing)));
      await subscription.count(251);
      subscription.stop();
      await subscription.ended;
      expect(idsOf(subscription.events)).toEqual(appended);
    });

    it("begins after the position that it is given", async () => {
      await appendOne(opened.log);
      const head = await opened.log.head();
      const later = await appendOne(opened.log);
      const subscription = follow(opened.log, head);
      await subscription.count(1);
      subscription.stop();
      await subscription.ended;
      expect(idsOf(subscription.events)).toEqual(later);
    });

    it("hears soon of what another process appends", async () => {
      const subscription = follow(opened.log);
      await appendOne(await opened.reopen());
      await subscription.count(1);
      const before = performance.now();
      await appendOne(await opened.reopen());
      await subscription.count(2);
      expect(performance.now() - before).toBeLessThan(2_000);
      subscription.stop();
      await subscription.ended;
    });

    it("ends with its signal, while it waits too", async () => {
      const subscription = follow(opened.log);
      await appendOne(opened.log);
      await subscription.count(1);
      subscription.stop();
      await subscription.ended;
      const aborted = AbortSignal.abort();
      expect(await collect(opened.log.subscribe(0n, aborted))).toEqual([]);
    });

    it("serves several, each at its own pace", async () => {
      const ids = [...(await appendOne(opened.log)), ...(await appendOne(opened.log))];
      const subscriptions = [follow(opened.log), follow(opened.log), follow(opened.log)];
      ids.push(...(await appendOne(opened.log)));
      for (const { count, events, stop, ended } of subscriptions) {
        await count(3);
        stop();
        await ended;
        expect(idsOf(events)).toEqual(ids);
      }
    });
  });

  const withLine = subject.noLine === undefined ? it : it.skip;
  const because = subject.noLine === undefined ? "" : ` (skipped: ${subject.noLine})`;
  const fragile = async () => {
    if (!opened.fragile) throw new Error("This log has no line to break.");
    return opened.fragile();
  };

  describe(`a line that breaks${because}`, () => {
    withLine("after the commit leaves the writer in doubt, and the same append again stores it once", async () => {
      const { log, line } = await fragile();
      await appendOne(log);
      const stream = newStream();
      const events = someEvents(2);
      const append = [write(stream, events)];
      line.mute(events[0]?.eventId);
      const doubtful = log.append(append).then(
        () => undefined,
        (error: unknown) => error,
      );
      const direct = follow(opened.log);
      await direct.count(3);
      direct.stop();
      line.drop();
      const error = await doubtful;
      expect(error).toBeInstanceOf(LogUnavailable);
      expect((error as Error).cause).toHaveProperty("message");
      line.mend();
      expect(await log.append(append)).toEqual({ position: await opened.log.head(), repeated: true });
      expect(await collect(opened.log.readStream(stream))).toHaveLength(2);
    });

    withLine("makes the log unavailable to reads and writes, until it is whole again", async () => {
      const { log, line } = await fragile();
      await appendOne(log);
      line.cut();
      await expect(appendOne(log)).rejects.toThrow(LogUnavailable);
      await expect(collect(log.readAll(0n))).rejects.toThrow(LogUnavailable);
      await expect(collect(log.readStream("thing-1"))).rejects.toThrow(LogUnavailable);
      await expect(log.head()).rejects.toThrow(LogUnavailable);
      line.mend();
      await appendOne(log);
      expect(await collect(log.readAll(0n))).toHaveLength(2);
    });

    withLine("does not end a subscription: it resumes, without a gap or a repeat", async () => {
      const { log, line } = await fragile();
      const subscription = follow(log);
      const appended: string[] = [];
      for (let round = 1; round <= 4; round++) {
        for (let n = 0; n < 20; n++) appended.push(...(await appendOne(opened.log)));
        if (round % 2) line.drop();
        else line.cut();
        for (let n = 0; n < 20; n++) appended.push(...(await appendOne(opened.log)));
        line.mend();
        await subscription.count(appended.length);
      }
      subscription.stop();
      await subscription.ended;
      expect(idsOf(subscription.events)).toEqual(appended);
    });
  });
}
