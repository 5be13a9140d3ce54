import { describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import type { Principal, Role } from "../../../src/app/access/principal.ts";
import type { EventLog } from "../../../src/app/ports/eventLog.ts";
import { keptOf } from "../../../src/app/reads/askedFor.ts";
import { readsFinder } from "../../../src/app/reads/findReads.ts";
import { personsIn } from "../../../src/app/reads/personalIn.ts";
import { type ReadByWhom, ReadNotRecorded, readRecord } from "../../../src/app/reads/readRecord.ts";
import { recordedReads } from "../../../src/app/reads/recordedReads.ts";
import { systemClock } from "../../../src/infra/clock.ts";
import { memoryEventLog } from "../../../src/infra/memory/eventLog.ts";
import { handling } from "../../support/handling.ts";

const [ada, bob] = [randomUUID(), randomUUID()];
const actor = { issuer: "test", subject: "eve" };
const as = (...roles: readonly Role[]): Principal => ({ actor, roles, team: null, memberId: null });

describe("whose data an answer has", () => {
  it("is told by ids wherever they are, by addresses without, and by the lines of a file", () => {
    expect(personsIn({ items: [{ memberId: ada, queues: [] }, { memberId: ada }, { of: { memberId: bob } }] })).toEqual(
      {
        memberIds: [ada, bob],
        others: 0,
      },
    );
    expect(
      personsIn([
        { memberId: null, email: "a@b.example" },
        { name: "x", email: "c@d.example" },
      ]),
    ).toEqual({
      memberIds: [],
      others: 2,
    });
    expect(personsIn("name,email\r\na,b\r\nc,d\r\n")).toEqual({ memberIds: [], others: 2 });
    for (const nobody of ["queue,minimum\r\na,1\r\n", null, 1, [], { items: [{ queue: "x" }] }])
      expect(personsIn(nobody)).toEqual({ memberIds: [], others: 0 });
  });

  it("names a thousand at most, and counts the rest", () => {
    const many = personsIn(Array.from({ length: 1_203 }, () => ({ memberId: randomUUID() })));
    expect(many.memberIds).toHaveLength(1_000);
    expect(many.others).toBe(203);
  });
});

describe("what is kept of a question", () => {
  it("gives nobody away", () => {
    const asked = {
      q: "ada@example.com",
      id: ada,
      team: "one",
      limit: 5n,
      all: true,
      of: ["Ada Lovelace"],
      none: undefined,
    };
    expect(keptOf(asked)).toEqual({ q: "…", id: ada, team: "one", limit: "5", all: "true", of: "…" });
    expect(keptOf({ asOf: "2025-01-31", knownAt: "2025-07-15T09:00:00Z", member: "Ada", in: { name: "Ada" } })).toEqual(
      {
        ...{ asOf: "2025-01-31", knownAt: "2025-07-15T09:00:00Z", member: "…", in: "…" },
      },
    );
  });
});

describe("whose reads are recorded", () => {
  const reading = { what: "GET /x", asked: {}, answer: [{ memberId: ada }] };

  it("is auditors and administrators, of what has somebody in it", async () => {
    const found: ReadByWhom[] = [];
    const recordRead = recordedReads((read) => Promise.resolve(void found.push(read)));
    for (const role of ["reader", "lead"] as const) await recordRead(as(role), reading);
    await recordRead(as("auditor"), { ...reading, answer: [{ queue: "x" }] });
    expect(found).toEqual([]);
    await recordRead(as("reader", "auditor"), reading);
    await recordRead(as("hr-admin"), { ...reading, answer: "from,to\r\na,b\r\n", about: bob });
    expect(found.map(({ told }) => [told.memberIds, told.others])).toEqual([
      [[ada], 0],
      [[bob], 0],
    ]);
  });

  it("is not answered where it cannot be recorded", async () => {
    const recordRead = recordedReads(() => Promise.reject(new Error("away")));
    await expect(recordRead(as("auditor"), reading)).rejects.toThrow(ReadNotRecorded);
    await expect(recordRead(as("lead"), reading)).resolves.toBeUndefined();
  });
});

describe("the record", () => {
  const log = memoryEventLog();
  const { codec } = handling(log);
  const parts = { log, codec, clock: systemClock, timezone: "UTC" };
  const read = (what: string, memberIds: readonly string[], others = 0): ReadByWhom => ({
    ...{ told: { what, asked: {}, memberIds, others }, actor: { issuer: "test", subject: what } },
  });

  it("takes what comes at once from several processes, all of it", async () => {
    const processes = [readRecord(parts), readRecord(parts), readRecord(parts)];
    const recording = Array.from({ length: 300 }, async (_, n) => {
      await processes[n % 3]?.(read(`r${n}`, n % 2 ? [ada] : [bob], n % 30 ? 0 : 7));
    });
    await Promise.all(recording);
    const find = readsFinder(parts);
    const { reads, next } = await find({}, { after: undefined, limit: 1_000 });
    expect(next).toBeNull();
    expect(new Set(reads.map(({ what }) => what)).size).toBe(300);
    expect(reads[0]).toMatchObject({ names: null, actor: { issuer: "test" } });
  });

  it("is asked by member, by who read, and by time, a part at a time", async () => {
    const find = readsFinder(parts);
    const ofAda = await find({ memberId: ada }, { after: undefined, limit: 1_000 });
    // 150 that name her, and the ten that name nobody in particular.
    expect(ofAda.reads.filter(({ names }) => names)).toHaveLength(150);
    expect(ofAda.reads).toHaveLength(160);
    const paged: string[] = [];
    let after: Awaited<ReturnType<typeof find>>["next"] | undefined;
    do {
      const { reads, next } = await find({ memberId: ada }, { after: after ?? undefined, limit: 7 });
      paged.push(...reads.map(({ what }) => what));
      after = next;
    } while (after);
    expect(paged).toEqual(ofAda.reads.map(({ what }) => what));
    expect((await find({ actor: "test:r7" }, { after: undefined, limit: 9 })).reads).toHaveLength(1);
    expect((await find({ from: "2999-01-01T00:00:00.000Z" }, { after: undefined, limit: 9 })).reads).toEqual([]);
    expect((await find({ until: "1999-01-01T00:00:00.000Z" }, { after: undefined, limit: 9 })).reads).toEqual([]);
  });

  it("fails where the log does, and goes on once that is back", async () => {
    let away = true;
    const failing: Pick<EventLog, "append" | "readStream"> = {
      append: (writes) => (away ? Promise.reject(new Error("away")) : log.append(writes)),
      readStream: (...asked) => log.readStream(...asked),
    };
    const record = readRecord({ ...parts, log: failing });
    await expect(record(read("x", [ada]))).rejects.toThrow("away");
    away = false;
    await record(read("y", [ada]));
    expect((await readsFinder(parts)({ actor: "test:x" }, { after: undefined, limit: 9 })).reads).toHaveLength(0);
    expect((await readsFinder(parts)({ actor: "test:y" }, { after: undefined, limit: 9 })).reads).toHaveLength(1);
  });
});
