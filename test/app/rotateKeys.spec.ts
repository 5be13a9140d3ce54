import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { ForeignLog } from "../../src/app/openLog.ts";
import type { EventLog } from "../../src/app/ports/eventLog.ts";
import { RotationUnfinished } from "../../src/app/ports/keySource.ts";
import { isNamedByKey } from "../../src/app/streams.ts";
import type { Command } from "../../src/domain/command.ts";
import { memoryEventLog } from "../../src/infra/memory/eventLog.ts";
import { openPostgresLog } from "../contracts/postgresFixture.ts";
import { dyingLog, WriterDied } from "../support/faultyLog.ts";
import { by, memberId, openQueue, queueId, register, today } from "../support/handling.ts";
import { nonAtomicLogs } from "../support/nonAtomicLogs.ts";
import { useDatabase } from "../support/postgres.ts";
import { dyingAt, noting, rotating } from "../support/rotating.ts";

const database = useDatabase();
const alone = async (opening: Promise<EventLog>) => {
  const log = await opening;
  return { log, close: () => log.close() };
};
type Opened = { readonly log: EventLog; close(): Promise<void> };
const logs: readonly { readonly name: string; readonly open: () => Promise<Opened> }[] = [
  { name: "a log in memory, atomic", open: () => alone(Promise.resolve(memoryEventLog())) },
  ...nonAtomicLogs.map((kind) => ({ name: kind.name, open: () => alone(kind.open()) })),
  { name: "the log in Postgres", open: () => openPostgresLog(database()) },
];

const move = (name: string, email: string): Command => ({
  type: "ChangeMemberEmail",
  data: { memberId: memberId(name), on: today, email },
});
const withdraw = (name: string): Command => ({
  type: "VoidRegistration",
  data: { memberId: memberId(name), on: today, acceptUncovered: [] },
});
const close = (name: string): Command => ({
  type: "CloseQueue",
  data: { queueId: queueId(name), on: today, unassign: true },
});
const claim = (name: string, of: string) => register(name, { email: `${of}@Example.org`, on: today, newTeam: false });
const open = (id: string, name: string): Command => ({
  type: "OpenQueue",
  data: { queueId: queueId(id), on: today, name },
});

// Ada, Bob and two queues: four names that the guard key hides. Carl was withdrawn, and his was never anybody's.
const names = 4;
const steps = ["keep next", ...Array.from({ length: names + 1 }, () => "append"), "rewrap", "replace"];
// Of the claims the first and the last: those between are on their way together with them.
const faults = [0, 1, names, names + 1, names + 2, names + 3].flatMap((at) =>
  [false, true].map((stored) => ({ at, step: steps[at], stored })),
);

describe.each(logs)("the keys of $name", ({ open: openLog }) => {
  let opened: Opened;
  let log: EventLog;
  let world: ReturnType<typeof rotating>;
  beforeEach(async () => {
    opened = await openLog();
    log = opened.log;
    world = rotating(log);
    const muster = await world.open();
    for (const command of [register("ada"), register("bob", { newTeam: false }), register("carl", { newTeam: false })])
      await muster.handle([command], by());
    for (const command of [openQueue("cloud"), openQueue("edge"), withdraw("carl")])
      await muster.handle([command], by());
  });
  afterEach(() => opened.close());

  /** How many events each guard of a name has. */
  async function guards(): Promise<ReadonlyMap<string, number>> {
    const counted = new Map<string, number>();
    for await (const page of log.readAll(0n))
      for (const { stream } of page) if (isNamedByKey(stream)) counted.set(stream, (counted.get(stream) ?? 0) + 1);
    return counted;
  }

  const refused = async (command: Command, code: string) =>
    expect((await world.open()).handle([command], by())).rejects.toMatchObject({ code });

  /** The log has one guard key, the machine has it, and names are still guarded. */
  async function expectRotated() {
    expect(world.isDone()).toBe(true);
    expect((await world.opened())?.keyFingerprint).toBe((await world.open()).guardKey.fingerprint);
    expect(Buffer.compare(world.keysAtRest(), world.keys().present.wrappingKey)).toBe(0);
    await expect(world.open(world.first)).rejects.toThrow(ForeignLog);
  }

  it("take their steps in an order that can be resumed at each", async () => {
    const taken: Parameters<typeof noting>[0] = [];
    const report = await world.rotate(noting(taken));
    expect(taken).toEqual(steps);
    expect(report).toMatchObject({ claims: names, dataKeys: 1, resumed: false, keys: { inUse: true } });
    await expectRotated();
  });

  it("leave every address and every queue's name with its owner", async () => {
    await world.rotate();
    await refused(claim("eve", "ada"), "email-taken");
    await refused(claim("eve", "BOB"), "email-taken");
    await refused(open("again", "CLOUD"), "queue-name-taken");
  });

  it("leave what was given back free, from the day on which it was", async () => {
    await (await world.open()).handle([move("bob", "bob@new.example")], by());
    await world.rotate();
    await refused(register("eve", { email: "bob@example.org", newTeam: false }), "email-taken");
    for (const free of ["bob", "carl"]) {
      await (await world.open()).handle([claim(`new ${free}`, free)], by());
      await refused(claim("fay", free), "email-taken");
    }
  });

  it("enter nothing under the names that guards had before", async () => {
    const before = await guards();
    await world.rotate();
    const muster = await world.open();
    for (const command of [move("ada", "ada@new.example"), claim("eve", "ada"), claim("fay", "carl"), close("edge")])
      await muster.handle([command], by());
    const after = await guards();
    for (const [stream, count] of before) expect(after.get(stream)).toBe(count);
    await refused(claim("gil", "ada"), "email-taken");
  });

  it("can be rotated again and again", async () => {
    for (let times = 0; times < 3; times++) await world.rotate();
    await expectRotated();
    await refused(claim("eve", "ada"), "email-taken");
    const muster = await world.open();
    await muster.handle([move("ada", "ada@new.example")], by());
    await muster.handle([claim("eve", "ada")], by());
  });

  describe.each(faults)("where a rotation dies at step $at ($step), stored: $stored", (fault) => {
    const die = () => expect(world.rotate(dyingAt(fault))).rejects.toThrow(WriterDied);

    it("are refused on this machine until it is finished, and then right", async () => {
      await die();
      const begun = world.keys().next !== undefined;
      if (begun) await expect(async () => world.open()).rejects.toThrow(RotationUnfinished);
      if (!world.isDone()) expect(await world.rotate()).toMatchObject({ resumed: begun });
      await expectRotated();
      await refused(claim("eve", "ada"), "email-taken");
      await refused(claim("eve", "bob"), "email-taken");
    });

    it("let another machine work until the log has the next key, and what it does is kept", async () => {
      await die();
      const other = await world.open(world.first).catch((error: unknown) => error);
      if (other instanceof Error) {
        expect(other).toBeInstanceOf(ForeignLog);
        return;
      }
      const muster = other as Awaited<ReturnType<typeof world.open>>;
      for (const command of [move("ada", "ada@new.example"), claim("eve", "ada"), claim("fay", "carl"), close("cloud")])
        await muster.handle([command], by());
      await world.rotate();
      await expectRotated();
      for (const taken of ["ada", "carl", "bob"]) await refused(claim("gil", taken), "email-taken");
      await refused(register("gil", { email: "ada@new.example", newTeam: false }), "conflicts-with-later-change");
      await (await world.open()).handle([open("again", "Cloud")], by());
    });

    it("can be rotated on another machine, or are refused there", async () => {
      await die();
      if (world.isDone()) return;
      const next = world.keys().next;
      world.forget();
      const elsewhere = await world.rotate().catch((error: unknown) => error);
      if (elsewhere instanceof Error) {
        expect(elsewhere).toBeInstanceOf(ForeignLog);
        expect(next).toBeDefined();
        return;
      }
      await expectRotated();
      await refused(claim("eve", "ada"), "email-taken");
    });
  });

  it("are rotated in the end, however often a rotation dies", async () => {
    for (let attempt = 0; !world.isDone(); attempt++) {
      expect(attempt).toBeLessThan(steps.length);
      await world.rotate(dyingAt({ at: attempt, stored: true })).catch((error: unknown) => {
        expect(error).toBeInstanceOf(WriterDied);
      });
    }
    await expectRotated();
    await refused(claim("eve", "ada"), "email-taken");
  });

  it("are not rotated on a machine whose keys are another log's, nor in an empty log", async () => {
    const stranger = rotating(log);
    await expect(stranger.rotate()).rejects.toThrow(/The data keys are under another key|rotated since/);
    expect(stranger.keys().next).toBeUndefined();
    const empty = rotating(memoryEventLog());
    await expect(empty.rotate()).rejects.toMatchObject({ code: "invalid-value" });
    expect(empty.keys().next).toBeUndefined();
  });
});

describe.each(nonAtomicLogs)("an intent that a dead writer left on $name", ({ open: openLog }) => {
  it("is finished under the old names, and claimed anew with the rest", async () => {
    const log = await openLog();
    const world = rotating(log);
    await (await world.open()).handle([register("ada")], by());
    const dying = await world.open(world.first, dyingLog(log, { at: 0, stored: true }));
    await expect(dying.handle([claim("eve", "eve")], by())).rejects.toThrow(WriterDied);
    await world.rotate();
    await expect((await world.open()).handle([claim("fay", "eve")], by())).rejects.toMatchObject({
      code: "email-taken",
    });
    await log.close();
  });
});
