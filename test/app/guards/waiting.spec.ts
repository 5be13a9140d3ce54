import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { finishWaiting } from "../../../src/app/guards/finishWaiting.ts";
import { sweepIntents } from "../../../src/app/guards/sweepIntents.ts";
import type { EventLog } from "../../../src/app/ports/eventLog.ts";
import { aroundAppends, dyingLog, WriterDied } from "../../support/faultyLog.ts";
import { aCommand, commandsIn, decode, guardedOver, handle, typesIn } from "../../support/guardedStreams.ts";
import { nonAtomicLogs } from "../../support/nonAtomicLogs.ts";

describe.each(nonAtomicLogs)("what a dead writer has left in $name", ({ open }) => {
  let log: EventLog;
  beforeEach(async () => {
    log = await open();
    await handle(log, aCommand("a", "b", "c"));
  });
  afterEach(() => log.close());

  const leftBehind = async (at: number) => {
    const command = aCommand("a", "b", "c");
    await expect(handle(dyingLog(log, { at, stored: true }), command)).rejects.toThrow(WriterDied);
    return command.id;
  };

  it.each([0, 1, 2, 3])("after append %i is finished by a reader who comes from before it", async (at) => {
    const before = await log.head();
    const id = await leftBehind(at);
    const head = await finishWaiting(guardedOver(log), decode, before);
    expect(head).toBe(await log.head());
    for (const stream of ["a", "b", "c"]) expect(await commandsIn(log, stream)).toContain(id);
  });

  it("is not looked for before the position, and nothing is appended where nothing waits", async () => {
    await leftBehind(2);
    const after = await log.head();
    expect(await finishWaiting(guardedOver(log), decode, after)).toBe(after);
    expect((await typesIn(log, "a")).at(-1)).toBe("IntentRecorded");
  });

  it("is finished by a process that follows the log, what is left later too", async () => {
    const first = await leftBehind(2);
    const stop = new AbortController();
    const settled = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    let completed = 0;
    const follower = aroundAppends(log, async (_n, append) => {
      const appended = await append();
      if (!appended.repeated && (completed += 1) % 2 === 0) settled[completed / 2 - 1]?.resolve(undefined);
      return appended;
    });
    const following = sweepIntents(guardedOver(follower), decode, stop.signal);
    await settled[0]?.promise;
    expect(await commandsIn(log, "b")).toContain(first);

    const second = await leftBehind(2);
    await settled[1]?.promise;
    expect(await commandsIn(log, "b")).toContain(second);
    stop.abort();
    await following;
  });
});
