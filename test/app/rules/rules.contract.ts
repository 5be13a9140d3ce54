import { describe, expect, it } from "@jest/globals";
import { eventCodec, isUnreadable } from "../../../src/app/codec/eventCodec.ts";
import type { CommandContext } from "../../../src/app/commandHandler.ts";
import type { Outcome } from "../../../src/app/outcome.ts";
import { commit, settlePending } from "../../../src/app/guards/commit.ts";
import { completePending, intentWatch } from "../../../src/app/guards/intentWatch.ts";
import type { DataKeys } from "../../../src/app/ports/dataKeys.ts";
import type { EventLog } from "../../../src/app/ports/eventLog.ts";
import { streamReader } from "../../../src/app/streamReader.ts";
import { Rejection } from "../../../src/domain/kernel/rejection.ts";
import { aesSealing } from "../../../src/infra/crypto/sealing.ts";
import { memoryDataKeys } from "../../../src/infra/memory/dataKeys.ts";
import type { LogUnderTest, OpenedLog } from "../../contracts/logFixture.ts";
import { dyingLog, type Fault, sleepyLog, WriterDied } from "../../support/faultyLog.ts";
import { guardedOver } from "../../support/guardedStreams.ts";
import { by, handling } from "../../support/handling.ts";
import { seededRandom } from "../../support/random.ts";
import { createScheduler, scheduledLog } from "../../support/scheduler.ts";
import { type Rule, rules } from "./rules.ts";

/** A process that handles commands over the log, as it is put together in use. */
function processOver(log: EventLog, dataKeys: DataKeys) {
  const guarded = guardedOver(log);
  const codec = eventCodec(aesSealing, dataKeys);
  return handling(log, {
    dataKeys,
    read: streamReader(log, codec, (events) => settlePending(guarded, events)),
    commit: (writes) => commit(guarded, writes, new Date()),
  });
}

type Answer = { readonly won: Outcome } | { readonly refused: string } | { readonly died: true };

const answerOf = (handled: Promise<Outcome>): Promise<Answer> =>
  handled.then(
    (won) => ({ won }),
    (error: unknown) => {
      if (error instanceof Rejection) return { refused: error.code };
      if (error instanceof WriterDied) return { died: true };
      throw error;
    },
  );

/** A rule's two commands over a log in which what they need is given. */
async function scene({ given, rivals }: Rule, opened: OpenedLog, order: readonly [0 | 1, 0 | 1]) {
  const dataKeys = memoryDataKeys();
  const over = (log: EventLog) => processOver(log, dataKeys);
  for (const commands of given) await over(opened.log).handle(commands, by());
  const contexts = [by(), by()] as const;
  const give = (n: 0 | 1, log: EventLog) => answerOf(over(log).handle([rivals[order[n]]], contexts[n]));
  const settleAll = async () => {
    const watch = intentWatch();
    for await (const page of opened.log.readAll(0n)) watch.see(await over(opened.log).codec.decode(page));
    await completePending(guardedOver(opened.log), watch.pending());
  };
  return { ...{ give, contexts, settleAll, over, opened }, commands: order.map((n) => rivals[n]) };
}

type Scene = Awaited<ReturnType<typeof scene>>;

/** How many of a command's events the log holds; it holds none twice. */
async function recordedOf({ over, opened: { log } }: Scene, { commandId }: CommandContext): Promise<number> {
  const ids: string[] = [];
  for await (const page of log.readAll(0n))
    for (const event of await over(log).codec.decode(page)) {
      if (isUnreadable(event)) throw new Error(event.unreadable);
      if (event.meta.commandId === commandId && ("memberId" in event.data || "queueId" in event.data))
        ids.push(event.meta.eventId);
    }
  expect(new Set(ids).size).toBe(ids.length);
  return ids.length;
}

/** One of the two is recorded, whole; who gives the other is refused, however often it is given. */
async function expectOneWinner(scene: Scene, { refusals }: Rule, answers: readonly Answer[]): Promise<0 | 1> {
  const counts = [await recordedOf(scene, scene.contexts[0]), await recordedOf(scene, scene.contexts[1])] as const;
  const winner = counts[0] > 0 ? 0 : 1;
  const loser = winner === 0 ? 1 : 0;
  expect({ winner: counts[winner] > 0, loser: counts[loser] }).toEqual({ winner: true, loser: 0 });
  answers.forEach((answer, n) => {
    if ("refused" in answer) expect(refusals).toContain(answer.refused);
    if (!("died" in answer)) expect("won" in answer).toBe(n === winner);
  });
  const [again, refused] = [await scene.give(winner, scene.opened.log), await scene.give(loser, scene.opened.log)];
  expect("won" in again && again.won.events.length > 0).toBe(true);
  expect("refused" in refused && refusals).toContain("refused" in refused && refused.refused);
  expect(await recordedOf(scene, scene.contexts[winner])).toBe(counts[winner]);
  return winner;
}

const orders: readonly (readonly [0 | 1, 0 | 1])[] = [
  [0, 1],
  [1, 0],
];

/** Each rule across streams on one log: with a crash and with a sleep between each two steps, and in races. */
export function rulesContract(subject: LogUnderTest, { races }: { readonly races: number }): void {
  const within = async <T>(work: (opened: OpenedLog) => Promise<T>): Promise<T> => {
    const opened = await subject.open();
    return work(opened).finally(() => opened.close());
  };
  /** Before each step of the first command, and after the last; answers how many steps there are. */
  const atEachStep = async (work: (opened: OpenedLog, fault: Fault) => Promise<boolean>): Promise<number> => {
    for (let at = 0; ; at += 1) {
      const reached = await within((opened) => work(opened, { at, stored: false }));
      if (reached) continue;
      await within((opened) => work(opened, { at: at - 1, stored: true }));
      return at;
    }
  };

  describe.each(rules)(`the rule that $name, on ${subject.name}`, (rule) => {
    it.each(orders)("survives a death at each step of one (%i before %i)", async (...order) => {
      const steps = await atEachStep(async (opened, fault) => {
        const at = await scene(rule, opened, order);
        const answers = [await at.give(0, dyingLog(opened.log, fault)), await at.give(1, await opened.reopen())];
        await at.settleAll();
        const winner = await expectOneWinner(at, rule, answers);
        if (fault.at === 0 && !fault.stored) expect(winner).toBe(1);
        return "died" in (answers[0] ?? {});
      });
      expect(steps).toBeGreaterThanOrEqual(1);
    });

    it.each(orders)("survives a sleep at each step of one (%i before %i)", async (...order) => {
      await atEachStep(async (opened, fault) => {
        const at = await scene(rule, opened, order);
        const sleepy = sleepyLog(opened.log, fault);
        const first = at.give(0, sleepy.log);
        const fell = await Promise.race([sleepy.asleep.then(() => true), first.then(() => false)]);
        const second = await at.give(1, await opened.reopen());
        sleepy.wake();
        await expectOneWinner(at, rule, [await first, second]);
        return fell;
      });
    });

    it("has one winner in a race, each rival given twice", async () => {
      const random = seededRandom(`${rule.name}, on ${subject.name}`);
      for (let n = 0; n < races; n += 1)
        await within(async (opened) => {
          const at = await scene(rule, opened, random.chance(0.5) ? [0, 1] : [1, 0]);
          const scheduler = createScheduler(random);
          const logs = [opened.log, await opened.reopen(), await opened.reopen(), opened.log];
          const given = logs.map((log, each) => at.give(each % 2 === 0 ? 0 : 1, scheduledLog(log, scheduler.turn)));
          await scheduler.run(given);
          const answers = await Promise.all(given);
          await expectOneWinner(at, rule, answers.slice(0, 2));
          expect(answers.slice(2).map((answer) => "won" in answer)).toEqual(
            answers.slice(0, 2).map((answer) => "won" in answer),
          );
        });
    });
  });
}

/** Says that a log was not put to the rules in this run, and why. */
export function rulesSkipped(name: string, reason: string): void {
  describe.skip(`the rules across streams, on ${name} (skipped: ${reason})`, () => {
    it.each(rules)("$name", () => undefined);
  });
}
