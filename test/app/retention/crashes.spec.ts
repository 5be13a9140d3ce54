import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RetentionParts } from "../../../src/app/retention/run.ts";
import { memberStream } from "../../../src/domain/event.ts";
import { memoryEventLog } from "../../../src/infra/memory/eventLog.ts";
import { by, memberId, today } from "../../support/handling.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { type Retaining, retaining, someHistories } from "./support.ts";

let database: TestDatabase;
let world: Retaining;

beforeEach(async () => {
  database = await createTestDatabase();
  world = retaining(database.pool);
  await someHistories(world);
});
afterEach(async () => {
  await world.close();
  await database.drop();
});

class Killed extends Error {}
const killed = () => Promise.reject(new Killed("killed"));
const ada = memberId("Ada");
const unfinished = () => readdirSync(join(world.folder, "archives", "unfinished"));
const tombstones = async (): Promise<number> => {
  const { rows } = await world.pool.query<{ n: number }>(
    "select count(*)::int as n from muster.events where muster.is_tombstone(bytes)",
  );
  return rows[0]?.n ?? 0;
};

describe("a run that is killed", () => {
  const steps: readonly (readonly [string, (parts: RetentionParts) => Partial<RetentionParts>])[] = [
    ["before the archive is whole", (parts) => ({ archives: { ...parts.archives, write: killed } })],
    ["after the archive, before the sealing", () => ({ handle: killed })],
    ["after the sealing", (parts) => ({ handle: (...asked) => parts.handle(...asked).then(killed) })],
    ["before the keys are gone", () => ({ forget: killed })],
    ["after the keys, before the tombstones", () => ({ tombstones: { place: killed } })],
    ["after the tombstones", (parts) => ({ archives: { ...parts.archives, keep: killed } })],
  ];

  it.each(steps)("%s is finished by the next one, and nothing is lost", async (_, change) => {
    const before = await world.facts();
    await expect(world.run(change(world.parts))).rejects.toThrow(Killed);
    expect((await world.verified()).differences).toEqual([]);
    const { sealed, finished, problems } = await world.run();
    expect(problems).toEqual([]);
    expect(new Set([...sealed, ...finished].map((each) => each.memberId))).toEqual(new Set([ada, memberId("Eve")]));
    expect(unfinished()).toEqual([]);
    expect(readdirSync(join(world.folder, "archives"))).toHaveLength(3);
    expect(await world.facts()).toEqual(before);
    expect((await world.verified()).differences).toEqual([]);
    expect(await world.projections.rebuild()).toMatchObject({ changed: 0 });
  });

  it("takes nothing away whose archive is gone or was changed, and says so", async () => {
    await expect(world.run({ forget: killed })).rejects.toThrow(Killed);
    const [first, second] = unfinished();
    rmSync(join(world.folder, "archives", "unfinished", first ?? ""));
    writeFileSync(join(world.folder, "archives", "unfinished", second ?? ""), "{}\n");
    const { problems } = await world.run();
    expect(problems.map(({ sentence }) => sentence)).toEqual([expect.stringContaining("was changed")]);
    expect(await tombstones()).toBe(0);
  });
});

describe("what happens meanwhile", () => {
  const meanwhile = (change: () => Promise<unknown>): Partial<RetentionParts> => ({
    handle: async (...asked) => {
      await change();
      return world.parts.handle(...asked);
    },
  });

  it("skips whom a legal hold has come to cover, and leaves no archive of them", async () => {
    const hold = () =>
      world.handler.holds.place(
        { memberIds: [ada], query: null },
        { ...by("5d1c7c1e-0000-4000-8000-000000000001"), reason: "a claim" },
      );
    const { sealed, skipped } = await world.run(meanwhile(hold));
    expect(sealed.map(({ name }) => name)).toEqual(["Eve"]);
    expect(skipped).toMatchObject([{ memberId: ada, code: "legal-hold" }]);
    expect(unfinished()).toEqual([]);
    expect((await world.verified()).ok).toBe(true);
  });

  it("skips who was rehired", async () => {
    let done = false;
    const rehire = async () => {
      if (!done) await world.give({ type: "RehireMember", data: { memberId: ada, on: today, newTeam: false } });
      done = true;
    };
    const { skipped } = await world.run(meanwhile(rehire));
    expect(skipped).toMatchObject([{ memberId: ada, code: "member-still-active" }]);
    expect((await world.run()).sealed).toEqual([]);
    expect(unfinished()).toEqual([]);
  });

  it("skips about whom a change is to come", async () => {
    const { awaited, sealed } = await world.run({ awaited: () => Promise.resolve(new Set([ada])) });
    expect({ awaited: awaited.map(({ name }) => name), sealed: sealed.map(({ name }) => name) }).toEqual({
      ...{ awaited: ["Ada King"], sealed: ["Eve"] },
    });
  });
});

describe("a tombstone that is none of ours", () => {
  const forge = async (sql: string) => {
    await world.ledger.keeper.bringUp();
    await world.pool.query("alter table muster.events disable trigger all");
    await world.pool.query(sql);
    return world.verified();
  };

  it("is caught where no sealing is recorded", async () => {
    const sql = `update muster.events set bytes = muster.tombstone_of(bytes) where stream = '${memberStream(memberId("Cid"))}'`;
    const { ok, differences } = await forge(sql);
    expect(ok).toBe(false);
    expect(differences).toContainEqual(expect.objectContaining({ table: "log", live: "a tombstone" }));
  });

  it("is caught where it tells of another time, or another hash, than the sealing signed", async () => {
    await world.run();
    const other = `overlay(bytes placing '2001'::bytea from position('"recordedAt":"'::bytea in bytes) + 14)`;
    const { differences } = await forge(`update muster.events set bytes = ${other} where muster.is_tombstone(bytes)`);
    expect(differences.filter(({ live }) => live === "a tombstone")).toHaveLength(2);
  });

  it("cannot be placed by a role, nor by the owner's function, without a sealing", async () => {
    await expect(world.parts.tombstones.place(memberStream(memberId("Cid")), 1)).rejects.toThrow("No sealing of");
    await world.run();
    await expect(world.parts.tombstones.place(memberStream(ada), 1_000)).rejects.toThrow("No sealing of");
    const change = "update muster.events set bytes = 'x' where revision = 0";
    await expect(world.pool.query(change)).rejects.toThrow("append-only");
  });
});

describe("a log that appends to one stream at a time", () => {
  it("is sealed likewise", async () => {
    await world.close();
    await database.drop();
    database = await createTestDatabase();
    world = retaining(database.pool, memoryEventLog({ atomic: false }));
    await someHistories(world);
    const before = await world.facts();
    const { sealed, skipped } = await world.run();
    expect({ sealed: sealed.map(({ name }) => name), skipped }).toEqual({ sealed: ["Eve", "Ada King"], skipped: [] });
    expect(await world.facts()).toEqual(before);
    expect((await world.verified()).differences).toEqual([]);
    expect(await world.projections.rebuild()).toMatchObject({ changed: 0 });
  });
});
