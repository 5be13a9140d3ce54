import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { answerFigure } from "../../src/app/figures/answerFigure.ts";
import type { FigureAsked } from "../../src/app/figures/figureAsked.ts";
import { logFigureSources } from "../../src/app/figures/logSources.ts";
import { eventCodec } from "../../src/app/codec/eventCodec.ts";
import { deriveId } from "../../src/app/ids.ts";
import { type EventLog, noStream } from "../../src/app/ports/eventLog.ts";
import type { KeptFigures } from "../../src/app/ports/figureSources.ts";
import { streamOf } from "../../src/domain/event.ts";
import { addDays } from "../../src/domain/kernel/time.ts";
import { type FigureName, figureNames, methodsOf } from "../../src/projections/figures/figures.ts";
import { stepNames } from "../../src/projections/figures/steps.ts";
import { aesSealing } from "../../src/infra/crypto/sealing.ts";
import { memoryDataKeys } from "../../src/infra/memory/dataKeys.ts";
import { memoryEventLog } from "../../src/infra/memory/eventLog.ts";
import { postgresEventLog } from "../../src/infra/postgres/eventLog.ts";
import { postgresFigureSources } from "../../src/infra/postgres/figures/figureSources.ts";
import { commands, firstDay, live, type Step } from "../domain/support/histories.ts";
import { useDatabase } from "../support/postgres.ts";
import { seeded } from "../support/seed.ts";

const database = useDatabase();
const codec = eventCodec(aesSealing, memoryDataKeys());
const decode: typeof codec.decode = (stored) => codec.decode(stored);
type Event = Step["events"][number];

const known = new Set(["ada", "bob", "cid", "dot", "billing", "search", "cloud"]);
/** The same event, with ids as a log has them. */
const withIds = (event: Event): Event =>
  JSON.parse(JSON.stringify(event), (_, value: unknown) =>
    typeof value === "string" && (known.has(value) || /^(assignment\/|\d+\.\d+ )/.test(value))
      ? deriveId(value)
      : value,
  ) as Event;

async function append(log: EventLog, given: readonly Event[]): Promise<void> {
  const revisions = new Map<string, bigint>();
  for await (const page of log.readAll(0n)) for (const { stream, revision } of page) revisions.set(stream, revision);
  for (const { eventId = "", commandId: _, ...event } of given) {
    const origin = {
      commandId: eventId,
      correlationId: eventId,
      causationId: eventId,
      actor: { issuer: "t", subject: "t" },
    };
    const stream = streamOf(event);
    const expected = revisions.get(stream) ?? noStream;
    await log.append([{ stream, expected, events: await codec.encode([{ event, eventId, origin }]) }]);
    revisions.set(stream, expected + 1n);
  }
}

const today = "2025-06-30";
const ask = (sources: KeptFigures | ReturnType<typeof logFigureSources>, name: FigureName, asked: FigureAsked) =>
  answerFigure(sources, name, { asked, today });

describe("facts that are kept", () => {
  let log: EventLog;
  let kept: KeptFigures;
  beforeAll(() => {
    log = postgresEventLog(database().pool, { pollMs: 100 });
    kept = sourcesOver(log);
  });
  afterAll(() => log.close());
  const sourcesOver = (of: EventLog) =>
    postgresFigureSources({
      ...{ projector: database().pool, reader: database().pool },
      log: of,
      decode,
    });

  const questions = fc.record({
    name: fc.constantFrom(...figureNames),
    from: fc.nat(60).map((days) => addDays(firstDay, days - 5)),
    days: fc.nat(80),
    step: fc.constantFrom(...stepNames),
    team: fc.constantFrom(undefined, "Engineering", "Ops"),
    method: fc.nat(),
  });

  it("answer every figure as folding the whole log does, however the log has grown meanwhile", async () => {
    const asking = fc.tuple(
      commands({ withErrors: true }),
      fc.array(questions, { minLength: 30, maxLength: 30 }),
      fc.nat(20),
    );
    await fc.assert(
      fc.asyncProperty(asking, async ([orders, asked, first]) => {
        const memory = memoryEventLog();
        const own = sourcesOver(memory);
        await own.forget();
        const events = live(orders).flatMap((step) => step.events.map(withIds));
        for (const part of [events.slice(0, first), events.slice(first)]) {
          await append(memory, part);
          for (const { name, from, days, step, team, method } of asked) {
            const methods = methodsOf(name);
            const question = { from, to: addDays(from, days), step, team, method: methods[method % methods.length] };
            expect(await ask(own, name, question)).toEqual(
              await ask(logFigureSources({ log: memory, decode }), name, question),
            );
          }
        }
      }),
      seeded(10),
    );
  });

  const registered = (label: string, on: string): Event => ({
    type: "MemberRegistered",
    data: {
      ...{ memberId: deriveId(label), name: label, email: `${label}@x.org`, team: "Cloud", newTeam: true },
      ...{ title: null, managerId: null, timezone: null, skills: [] },
    },
    effectiveOn: on,
    eventId: deriveId(label, on),
  });
  const headcount = async (asked: FigureAsked = {}, of = kept) =>
    (await ask(of, "headcount", { from: "2025-01-31", to: "2025-01-31", ...asked })).rows[0]?.value;

  it("hold what was recorded by the time that they are asked, told late or not", async () => {
    await kept.forget();
    await append(log, [registered("ada", "2025-01-01")]);
    expect(await headcount()).toBe(1);
    await append(log, [registered("bob", "2025-01-15")]);
    expect(await headcount()).toBe(2);
  });

  it("are as they were known at a position", async () => {
    const position = await log.head();
    const before = await headcount();
    await append(log, [registered("cid", "2025-01-20")]);
    expect(await headcount({ upTo: position })).toBe(before);
    expect(await headcount()).toBe((before ?? 0) + 1);
  });

  it("are computed anew once they are forgotten, or the log was put back", async () => {
    const before = await headcount();
    await database().pool.query("delete from muster.presences");
    expect(await headcount()).toBe(0);
    await kept.forget();
    expect(await headcount()).toBe(before);
    expect(await headcount({}, sourcesOver(memoryEventLog()))).toBe(0);
  });

  it("are taken in once by whoever asks at the same time, in several processes", async () => {
    await append(log, [registered("dot", "2025-01-20")]);
    const several = [sourcesOver(log), sourcesOver(log), kept];
    const counts = await Promise.all([...several, ...several].map((each) => headcount({}, each)));
    expect(new Set(counts).size).toBe(1);
  });

  it("are taken in by a server that nobody asks, until it ends", async () => {
    await append(log, [registered("eve", "2025-01-20")]);
    const stop = new AbortController();
    const following = kept.follow(stop.signal);
    const position = async () => {
      const { rows } = await database().pool.query<{ position: string }>(
        "select position from muster.figures_progress",
      );
      return BigInt(rows[0]?.position ?? 0);
    };
    const head = await log.head();
    while ((await position()) < head);
    stop.abort();
    await following;
  });
});

describe("a question", () => {
  const empty = logFigureSources({ log: memoryEventLog(), decode });

  it("is of the twelve months up to today unless it says otherwise", async () => {
    const { period, step, method, rows } = await ask(empty, "turnover", {});
    expect({ period, step, method, rows: rows.length }).toEqual({
      ...{ period: { from: "2024-07-01", to: "2025-06-30" }, step: "month", method: "daily-mean", rows: 12 },
    });
  });

  it.each<[string, FigureAsked, string]>([
    ["ends before it begins", { from: "2025-02-01", to: "2025-01-01" }, "ends (2025-01-01) before"],
    ["has a method that is none", { method: "gri-401" }, "the methods are daily-mean, begin-end"],
    ["has too many steps", { from: "2000-01-01", step: "day" }, "1500 steps at most"],
    ["is of too many years", { from: "1901-01-01", step: "year" }, "100 years at most"],
  ])("that %s is refused", async (_, asked, sentence) => {
    await expect(ask(empty, "headcount", asked)).rejects.toThrow(sentence);
  });
});
