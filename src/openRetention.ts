import type { Muster } from "./app/muster.ts";
import { forgetPeople } from "./app/erasure/finish.ts";
import { listRetention } from "./app/retention/listing.ts";
import { type RetentionParts, runRetention } from "./app/retention/run.ts";
import { refuseRolledBack } from "./app/rolledBack.ts";
import type { Parts } from "./composition/parts.ts";
import { Tokens } from "./composition/tokens.ts";
import { ledgerOf } from "./openLedger.ts";
import { settle } from "./openSettling.ts";

/** Who is kept, and the sealing of who is not to be kept any longer. Refused while the tables are rolled back. */
export const retentionUseCases = (parts: Parts): Pick<Muster, "retention"> => ({
  retention: {
    async list() {
      const known = await retaining(parts);
      await known.settle(await known.log.head());
      return listRetention(known);
    },
    run: async (by) => runRetention(await retaining(parts), by),
  },
});

async function retaining(parts: Parts): Promise<RetentionParts> {
  await refuseRolledBack(await parts.getAsync(Tokens.readModel));
  const inUse = await parts.getAsync(Tokens.keysInUse);
  await inUse.confirm();
  const [ledger, commands] = [await ledgerOf(parts), await parts.getAsync(Tokens.commands)];
  return {
    ...(await parts.getAsync(Tokens.retention)),
    ...{ ...ledger, log: await parts.getAsync(Tokens.log), read: await parts.getAsync(Tokens.read) },
    leavers: await parts.getAsync(Tokens.leavers),
    tombstones: await parts.getAsync(Tokens.tombstones),
    holdsOn: async (memberId) => (await commands.holds.on(memberId)).map(({ holdId }) => holdId),
    async awaited() {
      const { pending } = await commands.changes.list();
      return new Set(pending.flatMap(({ change: { about } }) => (about.kind === "member" ? [about.id] : [])));
    },
    handle: (orders, context) => commands.handle(orders, context),
    settle: (to) => settle(parts, to),
    forget: async (memberIds) => forgetPeople(await parts.getAsync(Tokens.erasing), memberIds),
  };
}
