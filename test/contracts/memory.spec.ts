import { describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { memoryEventLog } from "../../src/infra/memory/eventLog.ts";
import { eventLogContract } from "./eventLog.contract.ts";
import { collect, eventOf, newStream, write } from "./logFixture.ts";

for (const atomic of [true, false])
  eventLogContract({
    name: atomic ? "the log in memory" : "the log in memory that knows one stream at a time",
    dense: true,
    noLine: "a log in memory is reached over no line",
    open: () => {
      const log = memoryEventLog({ atomic });
      return Promise.resolve({ log, reopen: () => Promise.resolve(log), close: () => log.close() });
    },
  });

describe("the log in memory", () => {
  it("records at instants that never go backwards", async () => {
    const clock = ["2026-01-02T00:00:00.000Z", "2026-01-01T00:00:00.000Z", "2026-01-03T00:00:00.000Z"];
    const log = memoryEventLog({ now: () => new Date(clock.shift() ?? "") });
    const timed = { type: "Timed", bytesAt: (at: string) => Buffer.from(at) };
    for (let n = 0; n < 3; n++) await log.append([write(newStream(), [{ ...timed, eventId: randomUUID() }])]);
    const stored = (await collect(log.readAll(0n))).map(({ bytes }) => Buffer.from(bytes).toString().slice(0, 10));
    expect(stored).toEqual(["2026-01-02", "2026-01-02", "2026-01-03"]);
  });

  it("stores nothing where the bytes of one event cannot be made", async () => {
    const log = memoryEventLog();
    const broken = {
      ...eventOf("x"),
      bytesAt: () => {
        throw new Error("no bytes");
      },
    };
    await expect(log.append([write(newStream(), [eventOf("x"), broken])])).rejects.toThrow("no bytes");
    expect(await log.head()).toBe(0n);
  });
});
