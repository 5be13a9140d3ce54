import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DecodedEvent } from "../../src/app/codec/eventCodec.ts";
import { isUnreadable } from "../../src/app/codec/eventCodec.ts";
import type { Muster } from "../../src/app/muster.ts";
import { ForeignLog } from "../../src/app/openLog.ts";
import { LogInUse } from "../../src/app/ports/logUse.ts";
import { RotationUnfinished } from "../../src/app/ports/keySource.ts";
import { Rejection } from "../../src/domain/kernel/rejection.ts";
import { keyWrapping, WrongWrappingKey } from "../../src/infra/crypto/keyWrapping.ts";
import { keyText, makeKeys, parseKeyText } from "../../src/infra/crypto/keyText.ts";
import { postgresLogUse } from "../../src/infra/postgres/logUse.ts";
import { postgresWrappedKeys } from "../../src/infra/postgres/wrappedKeys.ts";
import { by, openQueue, register } from "../support/handling.ts";
import { machines } from "../support/machines.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

const actor = { issuer: "test", subject: "rotator" };
const claim = (name: string, email: string, newTeam = false) =>
  register(name, { email, newTeam, on: new Date().toISOString().slice(0, 10) });

let folder: string;
let database: TestDatabase;
let all: ReturnType<typeof machines>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "muster-rotation-"));
  database = await createTestDatabase();
  all = machines(folder, database.url);
});
afterEach(async () => {
  await all.closeAll();
  await database.drop();
  rmSync(folder, { recursive: true });
});

/** Runs a process on a machine to its end. */
async function process<T>(machine: string, work: (muster: Muster) => Promise<T>): Promise<T> {
  const muster = await all.open(machine);
  try {
    return await work(muster);
  } finally {
    await muster.close();
  }
}

const settle = (email: string, newTeam = false) =>
  process("here", async (muster) => {
    const { position } = await muster.commands.handle([claim(email, email, newTeam)], by());
    await muster.settle(position);
  });
const rotate = (machine = "here") => process(machine, (muster) => muster.rotateKeys(actor));
const keysOf = (machine: string) => parseKeyText(readFileSync(all.keyFile(machine), "utf8"));

async function wrapped(): Promise<readonly { readonly key_id: string; readonly wrapped: Buffer }[]> {
  const { rows } = await database.pool.query<{ key_id: string; wrapped: Buffer }>(
    "select key_id, wrapped from muster.data_keys order by key_id",
  );
  return rows;
}

async function eventsOf(muster: Muster): Promise<readonly DecodedEvent[]> {
  const events: DecodedEvent[] = [];
  for await (const page of muster.events(0n)) events.push(...page);
  return events;
}

/** Waits until so many sessions wait for a lock that somebody holds. */
async function waiting(sessions: number): Promise<void> {
  for (;;) {
    const { rows } = await database.pool.query<{ n: number }>(
      `select count(*)::int as n from pg_locks l join pg_database d on d.oid = l.database
        where d.datname = current_database() and l.locktype = 'advisory' and not l.granted`,
    );
    if ((rows[0]?.n ?? 0) >= sessions) return;
  }
}

/** Ends the sessions by which processes say that they use the log, as a network that fails would. */
const cutUses = () =>
  database.pool.query(
    `select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = l.database
      where d.datname = current_database() and l.locktype = 'advisory' and l.mode = 'ShareLock'`,
  );

/** Uses the log alone, as a rotation does, until `end`. */
async function usedAlone() {
  const entered = Promise.withResolvers<undefined>();
  const gate = Promise.withResolvers<undefined>();
  const using = postgresLogUse(database.pool).alone(() => {
    entered.resolve(undefined);
    return gate.promise;
  });
  await entered.promise;
  return {
    end: () => {
      gate.resolve(undefined);
      return using;
    },
  };
}

/** A rotation that waits for a process, and comes in as that one's line breaks. */
async function rotateAsTheLineBreaks(): Promise<void> {
  const rotating = rotate();
  await waiting(1);
  await cutUses();
  await rotating;
}

describe("a rotation of the keys", () => {
  it("leaves what was recorded readable, the tables as they were, and each address with its owner", async () => {
    await settle("ada@example.org", true);
    const [before, rows] = [keysOf("here"), await wrapped()];
    const report = await rotate();
    expect(report).toMatchObject({ claims: 1, resumed: false, keys: { path: all.keyFile("here"), inUse: true } });
    expect(report.dataKeys).toBe(rows.length);

    expect(statSync(all.keyFile("here")).mode & 0o777).toBe(0o600);
    expect(keysOf("here")?.next).toBeUndefined();
    expect(keysOf("here")?.present).not.toEqual(before?.present);
    await process("here", async (muster) => {
      await muster.settle(report.position);
      expect(await muster.verify()).toMatchObject({ ok: true, position: report.position, differences: [] });
      expect((await eventsOf(muster)).filter(isUnreadable)).toEqual([]);
      expect((await muster.queries.roster()).map(({ email }) => email)).toEqual(["ada@example.org"]);
      const rejected = muster.commands.handle([claim("eve", "ADA@example.org")], by());
      await expect(rejected).rejects.toMatchObject({ code: "email-taken" });
      await muster.commands.handle([claim("eve", "eve@example.org")], by());
    });
    await expect(settle("Eve@Example.org")).rejects.toMatchObject({ code: "email-taken" });
  });

  it("says in the log who gave the new key", async () => {
    await settle("ada@example.org", true);
    const { keyFingerprint } = await rotate();
    const events = await process("here", eventsOf);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: "GuardKeyRotated",
        data: { keyFingerprint },
        meta: expect.objectContaining({ actor }) as unknown,
      }),
    );
  });

  it("is bookkeeping of the log, and no event of a member or queue", async () => {
    await settle("ada@example.org", true);
    await rotate();
    const { events } = await process("here", (muster) => muster.findEvents({}, { after: 0n, limit: 100 }));
    expect(events.map(({ type }) => type)).toEqual(["MemberRegistered"]);
  });

  it("shuts out the machines that have the old keys, until they have the new ones", async () => {
    await settle("ada@example.org", true);
    all.join("there", "here");
    const before = await process("there", (muster) => muster.calendar());
    await rotate();
    const there = await all.open("there");
    await expect(there.commands.handle([claim("eve", "eve@example.org")], by())).rejects.toThrow(ForeignLog);
    await there.close();
    await expect(rotate("there")).rejects.toThrow(ForeignLog);
    all.join("there", "here");
    expect((await process("there", (muster) => muster.calendar())).timezone).toBe(before.timezone);
  });

  it("that stopped half-way is finished before anything else is done here", async () => {
    await settle("ada@example.org", true);
    await database.pool.query(
      "create function stop() returns trigger language plpgsql as $$ begin raise 'stopped'; end $$; create trigger stop before update on muster.data_keys execute function stop()",
    );
    await expect(rotate()).rejects.toThrow("stopped");
    expect(statSync(all.keyFile("here")).mode & 0o777).toBe(0o600);
    await expect(settle("eve@example.org")).rejects.toThrow(RotationUnfinished);
    await process("here", async (muster) => {
      expect((await muster.status()).tables).toBeGreaterThan(0n);
      expect(await muster.queries.roster()).toHaveLength(1);
    });
    await database.pool.query("drop function stop cascade");
    expect(await rotate()).toMatchObject({ claims: 0, resumed: true });
    await expect(settle("Ada@example.org")).rejects.toMatchObject({ code: "email-taken" });
    await settle("eve@example.org");
  });

  it("is finished by the same means where the data keys were restored from before it", async () => {
    await settle("ada@example.org", true);
    const [old, restored] = [keysOf("here")?.present ?? makeKeys(), await wrapped()];
    const { position } = await rotate();
    for (const { key_id: id, wrapped: bytes } of restored)
      await database.pool.query("update muster.data_keys set wrapped = $2 where key_id = $1", [id, bytes]);
    await expect(settle("Ada@example.org")).rejects.toThrow(WrongWrappingKey);
    writeFileSync(all.keyFile("here"), keyText({ present: old, next: keysOf("here")?.present }));
    expect(await rotate()).toMatchObject({ claims: 0, dataKeys: restored.length, resumed: true, position });
    await expect(settle("Ada@example.org")).rejects.toMatchObject({ code: "email-taken" });
  });

  it("is refused while another process works on the log, naming it, and changes nothing", async () => {
    await settle("ada@example.org", true);
    all.join("there", "here");
    const there = await all.open("there");
    await there.calendar();
    const use = postgresLogUse(database.pool, { rotationWaitsMs: 20 });
    await expect(use.alone(() => Promise.resolve())).rejects.toThrow(/muster \S+:\d+.*on every machine/);
    await there.commands.handle([claim("eve", "eve@example.org")], by());
    await there.close();
    await postgresLogUse(database.pool).alone(() => Promise.resolve());
  });

  it("is refused in a process that has begun to work itself", async () => {
    const muster = await all.open("here");
    await muster.calendar();
    await expect(muster.rotateKeys(actor)).rejects.toThrow(LogInUse);
  });

  it("makes a command that starts meanwhile wait, and read the keys only then", async () => {
    await settle("ada@example.org", true);
    const { end } = await usedAlone();
    const command = settle("eve@example.org");
    await waiting(1);
    writeFileSync(all.keyFile("here"), keyText({ present: makeKeys() }));
    await end();
    await expect(command).rejects.toThrow(ForeignLog);
  });

  it("refuses a command that has waited long", async () => {
    const { end } = await usedAlone();
    const waits = postgresLogUse(database.pool, { useWaitsMs: 20 });
    await expect(waits.share()).rejects.toThrow(/are being rotated by muster \S+:\d+: nothing was changed; try again/);
    await end();
    const use = postgresLogUse(database.pool);
    await use.share();
    await use.close();
  });

  it("leaves one owner of an address that many processes claim while it comes again and again", async () => {
    await settle("ada@example.org", true);
    const claims = Array.from({ length: 6 }, (_, n) =>
      process("here", (muster) => muster.commands.handle([claim(`eve ${n}`, "Eve@example.org")], by())).then(
        () => "won",
        (error: unknown) => (error instanceof Rejection ? error.code : error),
      ),
    );
    const rotated = [await rotate().catch((error: unknown) => error), await rotate().catch((error: unknown) => error)];
    const outcomes = await Promise.all(claims);
    expect(outcomes.toSorted()).toEqual([...Array.from({ length: 5 }, () => "email-taken"), "won"]);
    for (const outcome of rotated) if (outcome instanceof Error) expect(outcome).toBeInstanceOf(LogInUse);
    await rotate();
    await expect(settle("eve@example.org")).rejects.toMatchObject({ code: "email-taken" });
    const position = await process("here", async (muster) => (await muster.status()).log);
    await process("here", async (muster) => {
      await muster.settle(position);
      expect(await muster.verify()).toMatchObject({ ok: true });
    });
  });
});

describe("a process whose line to the database broke", () => {
  it("goes on where nothing was rotated meanwhile", async () => {
    await settle("ada@example.org", true);
    const muster = await all.open("here");
    await muster.commands.handle([claim("bob", "bob@example.org")], by());
    await cutUses();
    await muster.commands.handle([claim("eve", "eve@example.org")], by());
    const rotation = postgresLogUse(database.pool, { rotationWaitsMs: 20 });
    await expect(rotation.alone(() => Promise.resolve())).rejects.toThrow(LogInUse);
  });

  it("records nothing more where the keys were rotated meanwhile", async () => {
    await settle("ada@example.org", true);
    const muster = await all.open("here");
    await muster.commands.handle([claim("bob", "bob@example.org")], by());
    await rotateAsTheLineBreaks();
    for (let times = 0; times < 2; times++)
      await expect(muster.commands.handle([claim("eve", "ada@example.org")], by())).rejects.toThrow(ForeignLog);
    const events = await process("here", eventsOf);
    expect(events.filter(({ type }) => type === "MemberRegistered")).toHaveLength(2);
  });

  it("ends where it was following the log, once the keys were rotated", async () => {
    await settle("ada@example.org", true);
    const muster = await all.open("here");
    const stop = new AbortController();
    const running = muster.run(stop.signal, () => undefined);
    await muster.calendar();
    await rotateAsTheLineBreaks();
    await expect(running).rejects.toThrow(ForeignLog);
  });
});

describe("keys from the environment", () => {
  it("open the log that a file opened, and are rotated into a file for whoever runs the container", async () => {
    await settle("ada@example.org", true);
    const old = readFileSync(all.keyFile("here"), "utf8");
    const container = await all.open("box", { MUSTER_KEYS: old });
    expect(container.whereabouts.keyFile).toBe("MUSTER_KEYS");
    const { keys, position } = await container.rotateKeys(actor);
    await container.close();
    expect(keys).toEqual({ path: join(all.home("box"), "rotated-keys.json"), inUse: false });
    expect(statSync(keys.path).mode & 0o777).toBe(0o600);
    await expect((await all.open("box", { MUSTER_KEYS: old })).calendar()).rejects.toThrow(ForeignLog);
    const anew = await all.open("box", { MUSTER_KEYS: readFileSync(keys.path, "utf8") });
    await anew.settle(position);
    await expect(anew.commands.handle([claim("eve", "ada@example.org")], by())).rejects.toMatchObject({
      code: "email-taken",
    });
  });

  it("are rotated on where a rotation stopped, from the file that it left", async () => {
    await settle("ada@example.org", true);
    const settings = { MUSTER_KEYS: readFileSync(all.keyFile("here"), "utf8") };
    await database.pool.query(
      "create function stop() returns trigger language plpgsql as $$ begin raise 'stopped'; end $$; create trigger stop before update on muster.data_keys execute function stop()",
    );
    await expect((await all.open("box", settings)).rotateKeys(actor)).rejects.toThrow("stopped");
    await expect((await all.open("box", settings)).calendar()).rejects.toThrow(RotationUnfinished);
    await all.closeAll();
    await database.pool.query("drop function stop cascade");
    const { keys, resumed } = await (await all.open("box", settings)).rotateKeys(actor);
    expect(resumed).toBe(true);
    await (await all.open("box", { MUSTER_KEYS: readFileSync(keys.path, "utf8") })).calendar();
  });
});

describe("the data keys", () => {
  it("are wrapped anew all at once or not at all", async () => {
    await settle("ada@example.org", true);
    await process("here", (muster) => muster.commands.handle([openQueue("cloud")], by()));
    const present = keysOf("here")?.present.wrappingKey ?? new Uint8Array();
    const before = await wrapped();
    expect(before.length).toBeGreaterThan(1);
    const next = makeKeys().wrappingKey;
    const keys = postgresWrappedKeys(database.pool);
    const damaged = before.at(-1);
    await database.pool.query("update muster.data_keys set wrapped = 'x' where key_id = $1", [damaged?.key_id]);
    await expect(keys.check(present)).rejects.toThrow(/does not open/);
    await expect(keys.rewrap(present, next)).rejects.toThrow(/does not open/);
    expect((await wrapped()).slice(0, -1)).toEqual(before.slice(0, -1));
    await database.pool.query("update muster.data_keys set wrapped = $2 where key_id = $1", [
      damaged?.key_id,
      damaged?.wrapped,
    ]);
    expect(await keys.rewrap(present, next)).toBe(before.length);
    expect(await keys.rewrap(present, next)).toBe(0);
    const after = await wrapped();
    expect(after.map(({ key_id: id, wrapped: bytes }) => keyWrapping(next).unwrap(id, bytes))).toEqual(
      before.map(({ key_id: id, wrapped: bytes }) => keyWrapping(present).unwrap(id, bytes)),
    );
  });

  it("that were destroyed stay so", async () => {
    await settle("ada@example.org", true);
    await database.pool.query("update muster.data_keys set wrapped = null, destroyed_at = now()");
    expect(await rotate()).toMatchObject({ dataKeys: 0 });
  });
});
