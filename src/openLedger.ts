import { setTimeout as sleep } from "node:timers/promises";
import { archiveOf } from "./app/audit/archive.ts";
import { type BundleTarget, type ExportAsked, exportBundle, type Exported } from "./app/audit/exportBundle.ts";
import { lagAfter } from "./app/health/lag.ts";
import { ledgerState } from "./app/health/ledgerState.ts";
import { parseHead } from "./app/ledger/head.ts";
import type { LedgerKeeper } from "./app/ledger/keeper.ts";
import type { Muster } from "./app/muster.ts";
import type { Position } from "./app/ports/eventLog.ts";
import type { VerificationParts } from "./app/verification.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";
import { systemClock } from "./infra/clock.ts";
import { spoolIn } from "./infra/files/spool.ts";
import { verifierText } from "./verifier.ts";

/** The keys that sign the ledger's heads, and what is handed out with them. */
export const ledgerUseCases = (parts: Parts): Pick<Muster, "ledger" | "exportAudit" | "auditArchive"> => ({
  ledger: {
    keys: () => parts.get(Tokens.signingKeys).published(),
    rotateKey: () => parts.get(Tokens.signingKeys).rotate(),
    file: async () => (await parts.getAsync(Tokens.ledger)).file.place,
    state: () => state(parts),
  },
  exportAudit: (asked, target) => exportTo(parts, asked, target),
  auditArchive: (asked) =>
    archiveOf({
      ...{ spool: spoolIn(parts.get(Tokens.home).path), verifier: verifierText(), now: systemClock.now },
      export: (target) => exportTo(parts, asked, target),
    }),
});

async function state(parts: Parts): ReturnType<Muster["ledger"]["state"]> {
  const [ledger, log] = [await ledgerOf(parts), await parts.getAsync(Tokens.log)];
  await ledger.bringUp(await log.head());
  const found = await ledgerState(ledger);
  const how = { dense: parts.get(Tokens.config).eventStoreUrl === undefined, now: systemClock.now() };
  return { ...found, unsigned: await lagAfter(log, BigInt(found.signed?.position ?? 0), how) };
}

async function exportTo(parts: Parts, asked: ExportAsked, target: BundleTarget): Promise<Exported> {
  const ledger = await ledgerOf(parts);
  const { timezone } = await parts.getAsync(Tokens.identity);
  const [log, codec] = await Promise.all([parts.getAsync(Tokens.log), parts.getAsync(Tokens.codec)]);
  const bringUp = (to: Position) => signedUpTo(ledger, to);
  const exported = await exportBundle(
    { ...ledger, ...{ log, codec, bringUp, clock: systemClock, timezone } },
    asked,
    target,
  );
  ledger.keeper.soon();
  return exported;
}

const patienceMs = 5_000;

/** Where another process keeps the ledger, it signs within a second; what it does not sign is handed out unsigned. */
async function signedUpTo(ledger: Awaited<ReturnType<typeof ledgerOf>>, to: Position): Promise<void> {
  await ledger.bringUp(to);
  const until = Date.now() + patienceMs;
  while (Date.now() < until) {
    const { newestHead } = await ledger.table.standing();
    if (BigInt((newestHead && parseHead(newestHead)?.position) ?? 0) >= to) return;
    await sleep(20);
  }
}

/** What a verification looks at. */
export async function ledgerOf(parts: Parts): Promise<VerificationParts["ledger"] & { readonly keeper: LedgerKeeper }> {
  const ledger = await parts.getAsync(Tokens.ledger);
  return {
    ...ledger,
    async bringUp(to: Position) {
      const until = Date.now() + patienceMs;
      while (!(await ledger.keeper.bringUp()) && Date.now() < until) {
        // Another process does it.
        if ((await ledger.table.standing()).position >= to) return;
        await sleep(50);
      }
    },
  };
}
