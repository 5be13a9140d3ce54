import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Difference } from "../../../src/app/ports/projections.ts";
import { postgresEventLog } from "../../../src/infra/postgres/eventLog.ts";
import { checked, fill, ledgerOver } from "../../support/ledger.ts";
import { useDatabase } from "../../support/postgres.ts";

const database = useDatabase();
let ledger: ReturnType<typeof ledgerOver>;
let other: ReturnType<typeof ledgerOver>;
let folder = "";
let whole = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "muster-heads-"));
  const log = postgresEventLog(database().pool);
  ledger = ledgerOver(log, database().pool, folder);
  for (let round = 0; round < 5; round++) {
    await fill(log, 1, 2);
    await ledger.keeper.bringUp();
  }
  whole = readFileSync(ledger.heads, "utf8");
  const elsewhere = mkdtempSync(join(folder, "elsewhere-"));
  other = ledgerOver(log, database().pool, elsewhere);
  await other.parts.keys.signer();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => writeFileSync(ledger.heads, whole));

const lines = () => whole.trimEnd().split("\n");
const found = async (text: string): Promise<readonly Difference[]> => {
  writeFileSync(ledger.heads, text);
  return (await checked(ledger.parts.log, ledger.parts)).faults;
};
const joined = (of: readonly string[]) => of.map((line) => `${line}\n`).join("");
const columns = (faults: readonly Difference[]) => faults.map(({ table, column }) => `${table} ${column}`);

describe("a file of heads", () => {
  it("agrees with the log", async () => {
    expect(await found(whole)).toEqual([]);
  });

  it("is begun from, where only what comes after a position matters", async () => {
    const { report, faults } = await checked(ledger.parts.log, ledger.parts, 6n);
    expect(faults).toEqual([]);
    expect(report).toMatchObject({ rows: 6, heads: 3, signed: { count: 10 } });
  });

  it("tells that it was cut, at its end, its beginning or in between", async () => {
    expect(columns(await found(joined(lines().slice(0, -1))))).toEqual(["heads *"]);
    expect(columns(await found(""))).toEqual(["heads *"]);
    expect(columns(await found(joined(lines().slice(1))))).toEqual(["heads previous"]);
    expect(columns(await found(joined(lines().toSpliced(2, 1))))).toEqual(["heads previous"]);
    expect(columns(await found(whole.slice(0, -10)))).toEqual(["heads *"]);
  });

  it("tells that its lines were swapped or doubled", async () => {
    const [a = "", b = "", c = "", d = "", e = ""] = lines();
    expect(columns(await found(joined([a, c, b, d, e])))).toContain("heads count");
    expect(columns(await found(joined([a, b, b, c, d, e])))).toContain("heads count");
  });

  it("tells of a key that is not known, and of a signature that is none", async () => {
    const theirs = { ...ledger.parts, keys: other.parts.keys };
    expect(columns((await checked(ledger.parts.log, theirs)).faults)).toEqual(Array(5).fill("heads keyId"));
    const forged = lines().with(4, (lines()[4] ?? "").replace(/"signature":"../, '"signature":"AA'));
    expect(columns(await found(joined(forged)))).toContain("heads signature");
  });

  it("tells of every single letter that is another", async () => {
    const last = lines()[4] ?? "";
    for (let at = 0; at < last.length; at++) {
      const changed = `${last.slice(0, at)}${String.fromCharCode(last.charCodeAt(at) ^ 1)}${last.slice(at + 1)}`;
      expect((await found(joined(lines().with(4, changed)))).length).toBeGreaterThan(0);
    }
  });

  it("passes over a line that a crash left unfinished", async () => {
    const { keeper, parts } = ledger;
    writeFileSync(ledger.heads, `${whole}{"count":`);
    await fill(parts.log, 1, 1);
    await keeper.bringUp();
    expect(await checked(parts.log, parts)).toMatchObject({ faults: [], report: { heads: 6 } });
    whole = readFileSync(ledger.heads, "utf8");
  });

  it("begins anew where it was moved away", async () => {
    rmSync(ledger.heads);
    await fill(ledger.parts.log, 1, 1);
    await ledger.keeper.bringUp();
    expect(await checked(ledger.parts.log, ledger.parts)).toMatchObject({ faults: [], report: { heads: 1 } });
  });
});
