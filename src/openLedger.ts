import { setTimeout as sleep } from "node:timers/promises";
import type { Muster } from "./app/muster.ts";
import type { Position } from "./app/ports/eventLog.ts";
import type { VerificationParts } from "./app/verification.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";

/** The keys that sign the ledger's heads. */
export const ledgerUseCases = (parts: Parts): Pick<Muster, "ledger"> => ({
  ledger: {
    keys: () => parts.get(Tokens.signingKeys).published(),
    rotateKey: () => parts.get(Tokens.signingKeys).rotate(),
    file: async () => (await parts.getAsync(Tokens.ledger)).file.place,
  },
});

const patienceMs = 5_000;

/** What a verification looks at. */
export async function ledgerOf(parts: Parts): Promise<VerificationParts["ledger"]> {
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
