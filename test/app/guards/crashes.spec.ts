import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { completePending, intentWatch } from "../../../src/app/guards/intentWatch.ts";
import { type EventLog, StreamConflict } from "../../../src/app/ports/eventLog.ts";
import { dyingLog, type Fault, sleepyLog, WriterDied } from "../../support/faultyLog.ts";
import {
  aCommand,
  commandsIn,
  commitOn,
  decideOn,
  guardedOver,
  handle,
  load,
  loadAll,
  loadSettled,
} from "../../support/guardedStreams.ts";
import { nonAtomicLogs } from "../../support/nonAtomicLogs.ts";

const streams = ["email-1", "member-1", "reporting-lines"];
/** Of the five appends over three streams the third decides. */
const deciding = 2;
const faults: readonly Fault[] = [0, 1, 2, 3, 4].flatMap((at) => [
  { at, stored: false },
  { at, stored: true },
]);
const isDecided = ({ at, stored }: Fault) => at > deciding || (at === deciding && stored);

describe.each(nonAtomicLogs)("a writer on $name", ({ open }) => {
  let log: EventLog;
  beforeEach(async () => {
    log = await open();
    await handle(log, aCommand(...streams));
  });
  afterEach(() => log.close());

  const holders = async (id: string) => {
    const held = await Promise.all(streams.map((stream) => commandsIn(log, stream)));
    return held.map((commands) => commands.filter((command) => command === id).length);
  };
  const expectNothingWaits = async () => {
    const watch = intentWatch();
    watch.see(await loadAll(log));
    expect(watch.pending()).toEqual([]);
  };

  describe.each(faults)("that dies at append $at, stored: $stored", (fault) => {
    const die = async () => {
      const command = aCommand(...streams);
      const writes = await decideOn(guardedOver(log), command);
      await expect(commitOn(guardedOver(dyingLog(log, fault)), writes)).rejects.toThrow(WriterDied);
      return { command, writes };
    };

    it.each(streams)("is finished by whoever reads %s next, if it waits there", async (stream) => {
      const { command } = await die();
      const waits = (await load(log, stream)).at(-1)?.type === "IntentRecorded";
      await loadSettled(guardedOver(log), stream);
      if (waits) expect(await holders(command.id)).toEqual([1, 1, 1]);
      await loadSettled(guardedOver(log), stream);
      if (waits) await expectNothingWaits();
    });

    it("is finished by a reader of the whole log", async () => {
      const { command } = await die();
      const watch = intentWatch();
      watch.see(await loadAll(log));
      await completePending(guardedOver(log), watch.pending());
      const begun = fault.at > 0 || fault.stored;
      expect(await holders(command.id)).toEqual(begun ? [1, 1, 1] : [0, 0, 0]);
      await expectNothingWaits();
    });

    it("is finished whole or not at all by the next writer over the same streams", async () => {
      const { command } = await die();
      const next = aCommand(...streams);
      await handle(log, next);
      const whole = (await holders(command.id)).join();
      expect(whole).toBe(fault.at > 0 || fault.stored ? "1,1,1" : "0,0,0");
      expect(await holders(next.id)).toEqual([1, 1, 1]);
      await expectNothingWaits();
    });

    it("is finished whole where its settler dies as well, at whichever step", async () => {
      const { command } = await die();
      for (const again of faults) {
        const settler = guardedOver(dyingLog(log, again));
        for (const stream of streams) await loadSettled(settler, stream).catch((error: unknown) => error);
      }
      for (const stream of streams) await loadSettled(guardedOver(log), stream);
      expect(await holders(command.id)).toEqual(fault.at > 0 || fault.stored ? [1, 1, 1] : [0, 0, 0]);
      await expectNothingWaits();
    });

    it.each(streams)("is doomed for ever where %s is overtaken before it got there", async (overtaken) => {
      const command = aCommand(...streams);
      const writes = await decideOn(guardedOver(log), command);
      const other = aCommand(overtaken);
      const others = await decideOn(guardedOver(log), other);
      const died = commitOn(guardedOver(dyingLog(log, fault)), writes);
      await expect(died).rejects.toThrow(WriterDied);
      const won = await commitOn(guardedOver(log), others).then(
        () => true,
        () => false,
      );
      for (const stream of streams) await loadSettled(guardedOver(log), stream);

      const order = streams.indexOf(overtaken);
      const reached = fault.at > order || (fault.at === order && fault.stored);
      expect(won).toBe(!reached);
      const begun = fault.at > 0 || fault.stored;
      expect(await holders(command.id)).toEqual(reached && begun ? [1, 1, 1] : [0, 0, 0]);
      await expectNothingWaits();
    });

    it("gets the same answer on waking up after others have finished its work", async () => {
      const command = aCommand(...streams);
      const writes = await decideOn(guardedOver(log), command);
      const sleepy = sleepyLog(log, fault);
      const committed = commitOn(guardedOver(sleepy.log), writes);
      await sleepy.asleep;
      for (const stream of streams) await loadSettled(guardedOver(log), stream);
      const next = aCommand(...streams);
      const nextDone = await handle(log, next);
      sleepy.wake();

      if (fault.at === 0 && !fault.stored) {
        await expect(committed).rejects.toThrow(StreamConflict);
        expect(await holders(command.id)).toEqual([0, 0, 0]);
      } else {
        expect((await committed).position).toBeLessThan(nextDone.position);
        expect(await holders(command.id)).toEqual([1, 1, 1]);
      }
      expect(await holders(next.id)).toEqual([1, 1, 1]);
      await expectNothingWaits();
    });
  });

  it.each(faults.filter((fault) => !isDecided(fault) && (fault.at > 0 || fault.stored)))(
    "that sleeps at append $at, stored: $stored, wakes up to find that it has lost",
    async (fault) => {
      const command = aCommand(...streams);
      const writes = await decideOn(guardedOver(log), command);
      const sleepy = sleepyLog(log, fault);
      const committed = commitOn(guardedOver(sleepy.log), writes);
      await sleepy.asleep;
      // One that had read reporting-lines before takes it, and so dooms the sleeper.
      const winner = aCommand("reporting-lines");
      await commitOn(guardedOver(log), await decideOn(guardedOver(log), winner));
      for (const stream of streams) await loadSettled(guardedOver(log), stream);
      await handle(log, aCommand(...streams));
      sleepy.wake();

      await expect(committed).rejects.toThrow(StreamConflict);
      expect(await holders(command.id)).toEqual([0, 0, 0]);
      expect(await holders(winner.id)).toEqual([0, 0, 1]);
      await expectNothingWaits();
    },
  );

  it.each([0, 1, 2, 3].flatMap((at) => [false, true].map((stored) => ({ at, stored }))))(
    "that has lost and dies while it clears up, at append $at, stored: $stored, is cleared up after",
    async (fault) => {
      const command = aCommand(...streams);
      const writes = await decideOn(guardedOver(log), command);
      await handle(log, aCommand("reporting-lines"));
      // Two are recorded, the third conflicts and stores nothing, then two are aborted.
      const died = commitOn(guardedOver(dyingLog(log, { ...fault, at: fault.at + (fault.at > 1 ? 1 : 0) })), writes);
      await expect(died).rejects.toThrow(WriterDied);
      for (const stream of streams) await loadSettled(guardedOver(log), stream);

      expect(await holders(command.id)).toEqual([0, 0, 0]);
      await expectNothingWaits();
      await handle(log, aCommand(...streams));
    },
  );
});
