import { scheduleEntries } from "./app/foresight/pendingAt.ts";
import { tellToCome } from "./app/foresight/toCome.ts";
import type { Muster } from "./app/muster.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";

/** What will be, as far as it is known: nothing here records anything. */
export function foresightUseCases(parts: Parts): Pick<Muster, "toCome"> {
  const entries = scheduleEntries();
  return {
    async toCome(asked) {
      const [read, guardKey] = await Promise.all([parts.getAsync(Tokens.read), parts.getAsync(Tokens.guardKey)]);
      return tellToCome({ read, guardKey, entries })(asked);
    },
  };
}
