import { changedFacts } from "./app/figures/changedFacts.ts";
import { knownAt } from "./app/figures/knownAt.ts";
import type { Muster } from "./app/muster.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";

/** Where figures come from. They lie beside the log, and so are there after a rollback as well. */
export const figureUseCases = (parts: Parts): Pick<Muster, "figures"> => ({
  figures: {
    facts: async (...asked) => (await parts.getAsync(Tokens.figures)).facts(...asked),
    changes: async (...asked) => {
      const [log, codec] = await Promise.all([parts.getAsync(Tokens.log), parts.getAsync(Tokens.codec)]);
      return changedFacts({ log, decode: (stored) => codec.decode(stored) }, ...asked);
    },
    positionAt: async (instant, now) => knownAt(await parts.getAsync(Tokens.log), instant, now),
  },
});
