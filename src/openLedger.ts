import { setTimeout as sleep } from "node:timers/promises";
import { exportBundle } from "./app/audit/exportBundle.ts";
import type { LedgerKeeper } from "./app/ledger/keeper.ts";
import type { Muster } from "./app/muster.ts";
import type { Position } from "./app/ports/eventLog.ts";
import type { VerificationParts } from "./app/verification.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";
import { systemClock } from "./infra/clock.ts";

/** The keys that sign the ledger's heads, and what is handed out with them. */
export const ledgerUseCases = (parts: Parts): Pick<Muster, "ledger" | "exportAudit"> => ({
  ledger: {
    keys: () => parts.get(Tokens.signingKeys).published(),
    rotateKey: () => parts.get(Tokens.signingKeys).rotate(),
    file: async () => (await parts.getAsync(Tokens.ledger)).file.place,
  },
  async exportAudit(asked, target) {
    const ledger = await ledgerOf(parts);
    const { timezone } = await parts.getAsync(Tokens.identity);
    const [log, codec] = await Promise.all([parts.getAsync(Tokens.log), parts.getAsync(Tokens.codec)]);
    const exported = await exportBundle({ ...ledger, ...{ log, codec, clock: systemClock, timezone } }, asked, target);
    ledger.keeper.soon();
    return exported;
  },
});

const patienceMs = 5_000;

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
