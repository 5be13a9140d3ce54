import type { Muster } from "./app/muster.ts";
import { rehearsal } from "./app/rehearsal.ts";
import { refuseRolledBack } from "./app/rolledBack.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";
import { systemClock } from "./infra/clock.ts";

/** What files of members are tried upon. */
export const rehearsalUseCases = (parts: Parts): Pick<Muster, "rehearsal"> => ({
  async rehearsal() {
    await refuseRolledBack(await parts.getAsync(Tokens.readModel));
    const { timezone } = await parts.getAsync(Tokens.identity);
    const [read, guardKey] = await Promise.all([parts.getAsync(Tokens.read), parts.getAsync(Tokens.guardKey)]);
    return rehearsal({ read, guardKey, timezone, clock: systemClock });
  },
});
