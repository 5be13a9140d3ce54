import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BundleReport, checkBundle } from "../../../src/app/audit/checkBundle.ts";
import { type ExportAsked, exportBundle } from "../../../src/app/audit/exportBundle.ts";
import { sha256Hex } from "../../../src/app/ledger/hashing.ts";
import type { PublicKey } from "../../../src/app/ports/signingKeys.ts";
import { memberStream } from "../../../src/domain/event.ts";
import { postgresEventLog } from "../../../src/infra/postgres/eventLog.ts";
import { by, handling, memberId, register, today } from "../../support/handling.ts";
import { ledgerOver } from "../../support/ledger.ts";
import { useDatabase } from "../../support/postgres.ts";
import { seeded } from "../../support/seed.ts";

const database = useDatabase();
const actor = { issuer: "test", subject: "auditor" };
let folder = "";
let log: ReturnType<typeof postgresEventLog>;
let ledger: ReturnType<typeof ledgerOver>;
let handler: ReturnType<typeof handling>;
let keys: readonly PublicKey[];

type Alone = {
  take(line: Buffer): void;
  finish(table: string): Pick<BundleReport, "ok" | "events" | "heads" | "unsigned" | "keys">;
};
type HandedOut = { readonly BundleCheck: new (trusted: readonly PublicKey[] | undefined) => Alone };
const program = join(import.meta.dirname, "../../../docs/verify-bundle.mjs");
const handedOut = (await import(program)) as HandedOut;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "muster-bundles-"));
  log = postgresEventLog(database().pool);
  ledger = ledgerOver(log, database().pool, folder);
  handler = handling(log);
  for (const name of ["Ada", "Bob", "Eve"]) {
    await handler.handle([register(name, { newTeam: name === "Ada" })], by());
    await ledger.keeper.bringUp();
  }
  const rename = { memberId: memberId("Ada"), on: today, name: "=Augusta" };
  await handler.handle([{ type: "RenameMember", data: rename }], by());
  keys = await ledger.parts.keys.published();
});
afterAll(async () => {
  await log.close();
  rmSync(folder, { recursive: true, force: true });
});

type Bundle = { readonly lines: Buffer; readonly table: Buffer };

async function exported(asked: Partial<ExportAsked> = {}): Promise<Bundle> {
  const [lines, table]: [string[], string[]] = [[], []];
  const into = (of: string[]) => (text: string) => Promise.resolve(void of.push(text));
  const parts = {
    ...{ log, codec: handler.codec, clock: handler.clock, timezone: "UTC" },
    ...{ keys: ledger.parts.keys, file: ledger.parts.file, bringUp: () => ledger.keeper.bringUp() },
  };
  await exportBundle(
    parts,
    { from: null, to: null, about: null, actor, ...asked },
    { line: into(lines), table: into(table) },
  );
  return { lines: Buffer.from(lines.join("")), table: Buffer.from(table.join("")) };
}

/** By Muster, and by the program that is handed out with a bundle, which knows nothing of Muster: they must agree. */
async function check(
  { lines, table }: Bundle,
  trusted: readonly PublicKey[] | undefined = keys,
): Promise<BundleReport> {
  const report = await checkBundle([lines], [table], trusted);
  const alone = new handedOut.BundleCheck(trusted);
  for (const line of linesOf(lines)) alone.take(line);
  const found = alone.finish(sha256Hex(table));
  const told = ({ ok, events, heads, unsigned, keys: by }: typeof found) => (ok ? { events, heads, unsigned, by } : ok);
  expect(told(found)).toEqual(told(report));
  return report;
}

function linesOf(of: Buffer): readonly Buffer[] {
  const found: Buffer[] = [];
  let from = 0;
  for (let end; (end = of.indexOf(0x0a, from)) >= 0; from = end + 1) found.push(of.subarray(from, end));
  return from < of.length ? [...found, Buffer.concat([of.subarray(from), Buffer.from([0])])] : found;
}
const textOf = ({ lines }: Bundle): readonly string[] => lines.toString().trimEnd().split("\n");

function flipped(of: Buffer, bit: number): Buffer {
  const changed = Buffer.from(of);
  changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return changed;
}

describe("a bundle", () => {
  it("proves itself without a database, and by the keys that were published", async () => {
    const report = await check(await exported());
    expect(report).toMatchObject({ ok: true, faults: [], unsigned: 0, trusted: true, bundle: { exportedBy: actor } });
    expect(report.events).toBeGreaterThan(6);
    expect(report.heads).toBeGreaterThanOrEqual(3);
    expect(await checkBundle([(await exported()).lines], undefined)).toMatchObject({ ok: true, trusted: false });
  });

  it("holds events as they are stored, and a table that a person reads", async () => {
    const bundle = await exported();
    const shown = textOf(bundle).flatMap((line) => {
      const { kind, bytes } = JSON.parse(line) as { kind: string; bytes?: string };
      return kind === "event" ? [Buffer.from(bytes ?? "", "base64").toString("hex")] : [];
    });
    const stored: string[] = [];
    for await (const page of log.readAll(0n))
      stored.push(...page.map(({ bytes }) => Buffer.from(bytes).toString("hex")));
    // The record of this very export is not in it.
    expect(shown).toEqual(stored.slice(0, -1));
    expect(bundle.table.toString()).toMatch(/^position,recorded at,[^\n]+\r\n1,/);
    expect(bundle.table.toString()).toContain("Augusta");
  });

  it("is itself recorded, with its digest and who took it", async () => {
    const bundle = await exported({ about: memberId("Bob") });
    const { digest } = JSON.parse(textOf(bundle).at(-1) ?? "") as { digest: string };
    const { events } = await handler.read("audit");
    expect(events.at(-1)).toMatchObject({
      type: "AuditBundleExported",
      data: { digest, ofMember: memberId("Bob"), events: 1 },
      meta: { actor },
    });
  });

  it("about one member shows nothing of the others, and is proved by the same heads", async () => {
    const bundle = await exported({ about: memberId("Ada") });
    const report = await check(bundle);
    expect(report).toMatchObject({ ok: true, events: 2, unsigned: 0 });
    expect(report.heads).toBeGreaterThanOrEqual(3);
    expect(bundle.lines.toString()).not.toContain(memberStream(memberId("Bob")));
    expect(bundle.table.toString()).not.toContain("Bob");
  });

  it("of a time has what was recorded in it, and begins at a head before it", async () => {
    expect(await check(await exported({ from: "2999-01-01T00:00:00.000Z" }))).toMatchObject({ ok: true, events: 0 });
    expect(await check(await exported({ to: "1999-01-01T00:00:00.000Z" }))).toMatchObject({ ok: true, events: 0 });
    const now = new Date().toISOString();
    const report = await check(await exported({ from: "2020-01-01T00:00:00.000Z", to: now }));
    expect(report).toMatchObject({ ok: true, unsigned: 0 });
    expect(report.events).toBeGreaterThan(6);
  });

  it("is found out where one bit is another, wherever it is", async () => {
    const bundle = await exported();
    const lines = bundle.lines.length * 8;
    const bits = fc.integer({ min: 0, max: lines + bundle.table.length * 8 - 1 });
    await fc.assert(
      fc.asyncProperty(bits, async (bit) => {
        const changed =
          bit < lines
            ? { ...bundle, lines: flipped(bundle.lines, bit) }
            : { ...bundle, table: flipped(bundle.table, bit - lines) };
        return !(await check(changed)).ok;
      }),
      seeded(400),
    );
    // Its last line is what vouches for the rest: all of it.
    const last = textOf(bundle).at(-1) ?? "";
    for (let bit = lines - (last.length + 1) * 8; bit < lines; bit++)
      expect({ bit, ok: (await check({ ...bundle, lines: flipped(bundle.lines, bit) })).ok }).toEqual({
        bit,
        ok: false,
      });
  });

  it("is found out where lines are gone, doubled or swapped", async () => {
    const bundle = await exported();
    const all = textOf(bundle);
    const of = (lines: readonly string[]) => ({
      ...bundle,
      lines: Buffer.from(lines.map((line) => `${line}\n`).join("")),
    });
    for (let n = 0; n < all.length; n++) {
      expect((await check(of(all.toSpliced(n, 1)))).ok).toBe(false);
      expect((await check(of(all.toSpliced(n, 0, all[n] ?? "")))).ok).toBe(false);
    }
    expect((await check(of([]))).ok).toBe(false);
    expect((await check({ ...bundle, lines: Buffer.from("no bundle") })).ok).toBe(false);
  });

  it("that somebody else made anew is found out by the keys that were published", async () => {
    const there = mkdtempSync(join(folder, "other-"));
    const forger = ledgerOver(log, database().pool, there);
    const genuine = ledger;
    try {
      ledger = { ...forger, parts: { ...forger.parts, file: genuine.parts.file }, keeper: genuine.keeper };
      const forged = await exported();
      expect(await check(forged)).toMatchObject({ ok: false });
    } finally {
      ledger = genuine;
    }
  });
});
