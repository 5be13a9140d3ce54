import { describe, expect, it } from "@jest/globals";
import { LogUnavailable, StreamConflict } from "../../src/app/ports/eventLog.ts";
import type { Command } from "../../src/domain/command.ts";
import { memoryDataKeys } from "../../src/infra/memory/dataKeys.ts";
import { memoryEventLog } from "../../src/infra/memory/eventLog.ts";
import { assign, by, handling, memberId, openQueue, queueId, register, today } from "../support/handling.ts";

const rename = (name: string, to: string): Command => ({
  type: "RenameMember",
  data: { memberId: memberId(name), on: today, name: to },
});
const memory = () => handling(memoryEventLog({ atomic: true }));

describe("handling commands", () => {
  it("records what was decided, and answers where", async () => {
    const muster = memory();
    const outcome = await muster.handle([register("ada")], by());
    expect(outcome).toMatchObject({ id: memberId("ada"), revision: 0n, events: [{ type: "MemberRegistered" }] });
    expect(outcome.position).toBe(await muster.log.head());
  });

  it("records several commands as one change, each decided on what the one before left", async () => {
    const muster = memory();
    const outcome = await muster.handle([openQueue("q")], by());
    expect(outcome.id).toBe(queueId("q"));
    const both = await muster.handle([register("ada"), assign("ada", "q")], by());
    expect(both.events.map(({ type }) => type)).toEqual(["MemberRegistered", "QueueAssigned"]);
    expect(both.revision).toBe(1n);
    await expect(muster.handle([rename("ada", "Ada"), assign("ada", "nowhere")], by())).rejects.toMatchObject({
      code: "queue-unknown",
    });
    expect((await muster.read(`member-${memberId("ada")}`)).revision).toBe(1n);
  });

  it("does the same command once, and answers it twice", async () => {
    const muster = memory();
    await muster.handle([register("ada")], by());
    const context = by();
    const first = await muster.handle([rename("ada", "Ada")], context);
    await muster.handle([rename("ada", "Countess")], by());
    const second = await muster.handle([rename("ada", "Ada")], context);
    expect(second.events).toEqual(first.events);
    expect((await muster.read(`member-${memberId("ada")}`)).revision).toBe(2n);
  });

  it("records nothing where the command is satisfied, and says so", async () => {
    const muster = memory();
    const registered = await muster.handle([register("ada")], by());
    const again = await muster.handle([rename("ada", "ada")], by());
    expect(again).toMatchObject({ revision: 0n, events: [] });
    expect(again.position <= registered.position).toBe(true);
  });

  it("refuses what was decided on an older revision than there is", async () => {
    const muster = memory();
    await muster.handle([register("ada")], by());
    await muster.handle([rename("ada", "Ada")], { ...by(), expectedRevision: 0n });
    await expect(muster.handle([rename("ada", "A.")], { ...by(), expectedRevision: 0n })).rejects.toMatchObject({
      code: "revision-conflict",
      details: { revision: "1", expected: "0" },
    });
  });

  it.each(["a\u0000b", "\ud800", "x".repeat(3000)])(
    "refuses a reason that is none, and records nothing: %j",
    async (reason) => {
      const muster = memory();
      await expect(muster.handle([register("ada")], { ...by(), reason })).rejects.toMatchObject({
        code: "invalid-value",
      });
      expect(await muster.log.head()).toBe(0n);
    },
  );

  it("plans without recording", async () => {
    const muster = memory();
    const head = await muster.log.head();
    expect(await muster.plan([register("ada")], by())).toMatchObject([{ type: "MemberRegistered" }]);
    expect(await muster.log.head()).toBe(head);
  });

  it("decides anew after a conflict", async () => {
    const log = memoryEventLog({ atomic: true });
    const dataKeys = memoryDataKeys();
    const muster = handling(log, { dataKeys });
    await muster.handle([register("ada")], by());
    let intruded = false;
    const raced = handling(log, {
      dataKeys,
      commit: async (writes) => {
        if (!intruded) {
          intruded = true;
          await muster.handle([rename("ada", "Intruder")], by());
        }
        return log.append(writes);
      },
    });
    const outcome = await raced.handle([rename("ada", "Ada")], by());
    expect(outcome.events).toMatchObject([{ data: { from: "Intruder", to: "Ada" } }]);
  });

  it("sees what another process has changed in a stream that it remembers", async () => {
    const log = memoryEventLog({ atomic: true });
    const dataKeys = memoryDataKeys();
    const here = handling(log, { dataKeys });
    const there = handling(log, { dataKeys });
    await here.handle([openQueue("q")], by());
    await here.handle([register("ada"), assign("ada", "q")], by());
    await here.handle([register("ben", { newTeam: false })], by());
    await there.handle([{ type: "CloseQueue", data: { queueId: queueId("q"), on: today, unassign: true } }], by());
    await expect(here.handle([assign("ben", "q")], by())).rejects.toMatchObject({ code: "queue-closed" });
  });

  it("asks what became of an append whose answer was lost, and does not repeat it", async () => {
    const log = memoryEventLog({ atomic: true });
    let lost = false;
    const muster = handling(log, {
      commit: async (writes) => {
        const appended = await log.append(writes);
        if (lost) return appended;
        lost = true;
        throw new LogUnavailable("The answer was lost.");
      },
    });
    const outcome = await muster.handle([register("ada")], by());
    expect(outcome.events).toMatchObject([{ type: "MemberRegistered" }]);
    expect((await muster.read(`member-${memberId("ada")}`)).revision).toBe(0n);
  });

  it("gives up where others are faster every time, or the log stays away", async () => {
    const log = memoryEventLog({ atomic: true });
    const failing = (error: Error) => handling(log, { commit: () => Promise.reject(error) });
    await expect(failing(new StreamConflict("s", 0n)).handle([register("ada")], by())).rejects.toThrow(StreamConflict);
    await expect(failing(new LogUnavailable("Gone.")).handle([register("ada")], by())).rejects.toThrow(LogUnavailable);
  });
});
