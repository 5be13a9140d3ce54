import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { type EventLog, StreamConflict } from "../../../src/app/ports/eventLog.ts";
import { memoryEventLog } from "../../../src/infra/memory/eventLog.ts";
import { countingLog, sleepyLog } from "../../support/faultyLog.ts";
import {
  aCommand,
  commandsIn,
  commitOn,
  decideOn,
  guardedOver,
  handle,
  typesIn,
} from "../../support/guardedStreams.ts";
import { nonAtomicLogs } from "../../support/nonAtomicLogs.ts";

describe.each(nonAtomicLogs)("a commit over several streams of $name", ({ open }) => {
  let log: EventLog;
  beforeEach(async () => {
    log = await open();
  });
  afterEach(() => log.close());

  it("enters every stream, the last by name in one append with the mark that it is committed", async () => {
    const command = aCommand("teams", "email-1", "member-1");
    const { position, repeated } = await handle(log, command);

    expect(await typesIn(log, "email-1")).toEqual(["IntentRecorded", "GuardEntered"]);
    expect(await typesIn(log, "member-1")).toEqual(["IntentRecorded", "GuardEntered"]);
    expect(await typesIn(log, "teams")).toEqual(["IntentSettled", "GuardEntered"]);
    expect(repeated).toBe(false);
    expect(position).toBe(await log.head());
  });

  it("is a plain append where there is one stream only", async () => {
    await handle(log, aCommand("member-1"));
    expect(await typesIn(log, "member-1")).toEqual(["GuardEntered"]);
  });

  it("needs two appends for each stream but the one that decides", async () => {
    const counting = countingLog(log);
    await handle(counting.log, aCommand("a", "b", "c", "d"));
    expect(counting.appends()).toBe(7);
  });

  it.each(["a", "b", "c"])("leaves nothing where stream %s was overtaken", async (overtaken) => {
    await handle(log, aCommand("a", "b", "c"));
    const command = aCommand("a", "b", "c");
    const writes = await decideOn(guardedOver(log), command);
    await handle(log, aCommand(overtaken));

    await expect(commitOn(guardedOver(log), writes)).rejects.toThrow(StreamConflict);

    for (const stream of ["a", "b", "c"]) {
      expect(await commandsIn(log, stream)).not.toContain(command.id);
      expect((await typesIn(log, stream)).at(-1)).not.toBe("IntentRecorded");
    }
  });

  it("is decided for whoever comes first of two who saw the same", async () => {
    const [first, second] = [aCommand("a", "b"), aCommand("b", "c")];
    const [theirs, ours] = [await decideOn(guardedOver(log), first), await decideOn(guardedOver(log), second)];

    await commitOn(guardedOver(log), theirs);
    await expect(commitOn(guardedOver(log), ours)).rejects.toMatchObject({ stream: "b", expected: -1n });

    expect(await commandsIn(log, "b")).toEqual([first.id]);
    expect(await commandsIn(log, "c")).toEqual([]);
  });

  it("does not take another attempt of its command, with the same event ids, for its own success", async () => {
    const id = randomUUID();
    const slow = await decideOn(guardedOver(log), { id, streams: ["a", "z"] });
    const sleepy = sleepyLog(log, { at: 1, stored: false });
    const first = commitOn(guardedOver(sleepy.log), slow);
    await sleepy.asleep;
    // The second attempt decides otherwise, as on another day, and needs not see stream a.
    await handle(log, { id, streams: ["b", "z"] });
    sleepy.wake();

    await expect(first).rejects.toThrow(StreamConflict);
    expect(await commandsIn(log, "a")).toEqual([]);
    expect(await commandsIn(log, "z")).toEqual([id]);
  });
});

describe("a commit on a log that is atomic", () => {
  it("is one append, without an intent", async () => {
    const counting = countingLog(memoryEventLog());
    await handle(counting.log, aCommand("a", "b", "c"));
    expect(counting.appends()).toBe(1);
    expect(await typesIn(counting.log, "a")).toEqual(["GuardEntered"]);
  });
});
