import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LedgerKeeper } from "../../src/app/ledger/keeper.ts";
import { type VerificationParts, verify } from "../../src/app/verification.ts";
import { signingKeyFile } from "../../src/infra/crypto/signingKeyFile.ts";
import { headFile } from "../../src/infra/files/headFile.ts";
import { postgresLedger } from "../../src/infra/postgres/ledger/ledgerTable.ts";
import { postgresProjections } from "../../src/infra/postgres/projector/projections.ts";
import { alone, median, type Row } from "../support/figures.ts";
import type { Server } from "../support/server.ts";
import { fillHistories, openStore, type Store } from "../support/store.ts";

/** The full check of a log of 60,000 events and all that is computed from it, but for a file, which takes as long however long the log is. */
export async function verification(server: Server, count: number): Promise<readonly Row[]> {
  const store = await openStore(await server.database());
  const folder = await mkdtemp(join(tmpdir(), "muster-bench-"));
  const events = await fillHistories(store, 3000, 20);
  const { parts, close } = checking(store, folder);
  await parts.projections.rebuild();
  const rates: number[] = [];
  for (let round = 0; round <= count; round++) {
    const started = performance.now();
    const { ok, differences } = await verify(parts);
    if (!ok) throw new Error(`It differs: ${JSON.stringify(differences[0], (_, each: unknown) => String(each))}`);
    // The first one fills the ledger.
    if (round > 0) rates.push((events * 1000) / (performance.now() - started));
  }
  await close();
  await store.close();
  await rm(folder, { recursive: true });
  return [alone("verify", "events/s", median(rates), { least: 20_000 })];
}

function checking({ pool, log, codec }: Store, folder: string) {
  const projections = postgresProjections({ pool, log, decode: (stored) => codec.decode(stored) });
  const heads = join(folder, "heads.jsonl");
  const now = () => new Date();
  const ledger = {
    ...({ log, kind: "postgres", table: postgresLedger(pool), file: headFile(heads), now } as const),
    keys: signingKeyFile(join(folder, "keys.json"), heads, now),
  };
  const unasked = () => Promise.reject(new Error("There is no file here."));
  const parts: VerificationParts = {
    ...{ log, codec, projections },
    ledger: { ...ledger, bringUp: () => new LedgerKeeper(ledger).bringUp() },
    readModel: { isRolledBack: () => Promise.resolve(false), rollBack: unasked, restore: unasked },
    rosterFile: { status: unasked, bringUp: unasked, run: unasked, restore: unasked } as never,
    file: () => Promise.resolve(undefined),
    settle: (to) => projections.catchUp(to),
  };
  return { parts, close: () => projections.close() };
}
