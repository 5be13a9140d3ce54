import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Pool } from "pg";
import { LedgerCheck, type LedgerCheckParts } from "../../src/app/ledger/checkLedger.ts";
import { faultList } from "../../src/app/ledger/faults.ts";
import { LedgerKeeper, type LedgerKeeperParts } from "../../src/app/ledger/keeper.ts";
import { type EventLog, noStream, type Unrecorded } from "../../src/app/ports/eventLog.ts";
import { signingKeyFile } from "../../src/infra/crypto/signingKeyFile.ts";
import { headFile } from "../../src/infra/files/headFile.ts";
import { postgresLedger } from "../../src/infra/postgres/ledger/ledgerTable.ts";

/** A ledger over a log, its keys and its file of heads in a folder; the parts, and who keeps it. */
export function ledgerOver(log: EventLog, pool: Pool, folder: string, change: Partial<LedgerKeeperParts> = {}) {
  const heads = join(folder, "ledger-heads.jsonl");
  const parts: LedgerKeeperParts = {
    ...{ log, kind: "postgres", table: postgresLedger(pool), now: () => new Date() },
    keys: signingKeyFile(join(folder, "ledger-keys.json"), heads, () => new Date()),
    ...{ file: headFile(heads), everyMs: 20, retryMs: 20 },
    ...change,
  };
  return { parts, heads, keeper: new LedgerKeeper(parts) };
}

/** What a check of the log against its ledger finds. */
export async function checked(log: EventLog, parts: LedgerCheckParts, from?: bigint) {
  const faults = faultList();
  const check = await LedgerCheck.begin(parts, faults, from);
  for await (const page of log.readAll(check.start.position)) await check.take(page);
  const report = await check.finish();
  return { report, faults: faults.list() };
}

export const anEvent = (text = "x"): Unrecorded => ({
  ...{ eventId: randomUUID(), type: "Noted" },
  bytesAt: (recordedAt) => Buffer.from(JSON.stringify({ meta: { recordedAt }, text })),
});

/** Appends so many streams of so many events each. */
export async function fill(log: EventLog, streams: number, each: number): Promise<void> {
  for (let n = 0; n < streams; n++)
    await log.append([
      {
        stream: `note-${randomUUID()}`,
        expected: noStream,
        events: Array.from({ length: each }, (_, i) => anEvent(`${n}.${i}`)),
      },
    ]);
}
