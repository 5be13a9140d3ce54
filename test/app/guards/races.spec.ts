import { describe, expect, it } from "@jest/globals";
import { isUnreadable } from "../../../src/app/codec/eventCodec.ts";
import { completePending, intentWatch } from "../../../src/app/guards/intentWatch.ts";
import { type EventLog, StreamConflict } from "../../../src/app/ports/eventLog.ts";
import { dyingLog, WriterDied } from "../../support/faultyLog.ts";
import {
  aCommand,
  commitOn,
  decideOn,
  entriesOf,
  guardedOver,
  handle,
  load,
  loadAll,
  type TestCommand,
} from "../../support/guardedStreams.ts";
import { nonAtomicLogs } from "../../support/nonAtomicLogs.ts";
import { type Random, seededRandom } from "../../support/random.ts";
import { createScheduler, scheduledLog } from "../../support/scheduler.ts";

const streams = ["a", "b", "c", "d", "e"];
const someOf = (random: Random): readonly string[] => {
  const shuffled = streams.map((stream) => ({ stream, at: random.below(1_000) })).sort((a, b) => a.at - b.at);
  return shuffled.slice(0, 1 + random.below(4)).map(({ stream }) => stream);
};

type Answer = "won" | "lost" | "died";
type Attempt = { readonly command: TestCommand; readonly answer: Answer };

const answerOf = (attempt: Promise<unknown>): Promise<Answer> =>
  attempt.then(
    () => "won",
    (error: unknown) => {
      if (error instanceof StreamConflict) return "lost";
      if (error instanceof WriterDied) return "died";
      throw error;
    },
  );

async function settleAll(log: EventLog): Promise<void> {
  const watch = intentWatch();
  watch.see(await loadAll(log));
  await completePending(guardedOver(log), watch.pending());
}

/** What must hold of a log at rest, whatever its writers went through. */
async function expectWhole(log: EventLog, attempts: readonly Attempt[]): Promise<void> {
  const held = new Map<string, readonly string[]>();
  for (const stream of streams) {
    const entries = entriesOf(await load(log, stream));
    // Whoever saw n entries wrote entry n: each revision that writers could see was won by exactly one of them.
    expect(entries.map(({ saw }) => saw)).toEqual(entries.map((_, n) => n));
    held.set(
      stream,
      entries.map(({ commandId }) => commandId),
    );
  }
  for (const { command, answer } of attempts) {
    const times = command.streams.map((stream) => held.get(stream)?.filter((id) => id === command.id).length);
    const [first] = times;
    expect(times).toEqual(command.streams.map(() => first));
    expect({ answer, first }).toEqual({ answer, first: answer === "died" ? first : Number(answer === "won") });
    expect(first).toBeLessThanOrEqual(1);
  }
  const events = await loadAll(log);
  expect(new Set(events.map((event) => (isUnreadable(event) ? event.eventId : event.meta.eventId))).size).toBe(
    events.length,
  );
  const watch = intentWatch();
  watch.see(events);
  expect(watch.pending()).toEqual([]);
}

describe.each(nonAtomicLogs)("many writers over overlapping streams of $name", ({ name, open, runs }) => {
  const histories = async (purpose: string, history: (log: EventLog, random: Random) => Promise<void>) => {
    const random = seededRandom(`${purpose}, on ${name}`);
    for (let n = 0; n < runs; n += 1) {
      const log = await open();
      await history(log, random).finally(() => log.close());
    }
  };

  it("leave it whole though some of them die", async () => {
    // One history may kill every writer before it wins; that all of them do would make this test an empty one.
    const answers = new Set<Answer>();
    await histories("writers who die", async (log, random) => {
      const scheduler = createScheduler(random);
      const attempts: Attempt[] = [];
      const writer = async () => {
        for (let n = 0; n < 4; n += 1) {
          const mortal = dyingLog(log, { at: random.below(25), stored: random.chance(0.5) });
          const command = aCommand(...someOf(random));
          const answer = await answerOf(handle(scheduledLog(mortal, scheduler.turn), command));
          attempts.push({ command, answer });
          if (answer === "died") return;
        }
      };
      await scheduler.run(Array.from({ length: 8 }, writer));
      await settleAll(log);
      await expectWhole(log, attempts);
      for (const { answer } of attempts) answers.add(answer);
    });
    expect([...answers].sort()).toEqual(["died", "lost", "won"]);
  });

  it("have a winner where all saw the same, and just one where all share a stream", () =>
    histories("writers who saw the same", async (log, random) => {
      const scheduler = createScheduler(random);
      const shared = random.chance(0.5) ? [random.pick(["a", "b", "c", "d", "e"])] : [];
      const commands = Array.from({ length: 6 }, () => aCommand(...new Set([...someOf(random), ...shared])));
      const decided = await Promise.all(commands.map((command) => decideOn(guardedOver(log), command)));
      const attempts: Attempt[] = [];
      const race = decided.map(async (writes, n) => {
        const mine = guardedOver(scheduledLog(log, scheduler.turn));
        attempts.push({ command: commands[n] ?? aCommand(), answer: await answerOf(commitOn(mine, writes)) });
      });
      await scheduler.run(race);

      await expectWhole(log, attempts);
      const winners = attempts.filter(({ answer }) => answer === "won").length;
      expect(winners).toBeGreaterThanOrEqual(1);
      if (shared.length > 0) expect(winners).toBe(1);
    }));
});
