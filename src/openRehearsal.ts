import type { Muster } from "./app/muster.ts";
import { rehearsal } from "./app/rehearsal.ts";
import { refuseRolledBack, unlessRolledBack } from "./app/rolledBack.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";
import { systemClock } from "./infra/clock.ts";

/** What files of members are compared with, and tried upon. */
export const sheetUseCases = (parts: Parts): Pick<Muster, "sheets" | "rehearsal"> => ({
  sheets: {
    members: async (filter) =>
      unlessRolledBack(await parts.getAsync(Tokens.readModel), async () =>
        (await parts.getAsync(Tokens.sheets)).members(filter),
      ),
  },
  async rehearsal() {
    await refuseRolledBack(await parts.getAsync(Tokens.readModel));
    const { timezone } = await parts.getAsync(Tokens.identity);
    const [read, guardKey] = await Promise.all([parts.getAsync(Tokens.read), parts.getAsync(Tokens.guardKey)]);
    return rehearsal({ read, guardKey, timezone, clock: systemClock });
  },
});
