import { erasures } from "./app/erasure/erasures.ts";
import { tendErasures } from "./app/erasure/tend.ts";
import type { Muster } from "./app/muster.ts";
import { refuseRolledBack } from "./app/rolledBack.ts";
import type { Parts } from "./composition/parts.ts";
import { Tokens } from "./composition/tokens.ts";
import { settle } from "./openSettling.ts";

/** What forgets people. Refused while the tables are rolled back, as other changes are. */
export const erasureUseCases = (parts: Parts): Pick<Muster, "erasures"> => ({
  erasures: {
    plan: async (...asked) => (await erasing(parts)).plan(...asked),
    erase: async (...asked) => (await erasing(parts)).erase(...asked),
  },
});

async function erasing(parts: Parts) {
  await refuseRolledBack(await parts.getAsync(Tokens.readModel));
  const [known, inUse] = [await parts.getAsync(Tokens.erasing), await parts.getAsync(Tokens.keysInUse)];
  await inUse.confirm();
  return erasures(known);
}

/**
 * Whether somebody is to be forgotten still, or again: an erasure that was interrupted, or a key that came back with a backup
 * and was destroyed again. Asked of every start, by the tables alone.
 */
export async function isToForget(parts: Parts): Promise<boolean> {
  const pool = await parts.getAsync(Tokens.pool);
  const { rows } = await pool.query<{ yes: boolean }>(
    "select exists (select from muster.erasures) or exists (select from muster.keys_come_back) as yes",
  );
  return rows[0]?.yes === true;
}

/** Does it, and then nothing is read of them: the tables have come to where the log says so. */
export async function forget(parts: Parts): Promise<void> {
  const position = await tendErasures(await parts.getAsync(Tokens.erasing));
  const rolledBack = await (await parts.getAsync(Tokens.readModel)).isRolledBack();
  if (position !== undefined && !rolledBack) await settle(parts, position);
}
