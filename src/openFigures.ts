import { changedFacts } from "./app/figures/changedFacts.ts";
import { type Foretelling, withWhatIsToCome } from "./app/figures/comingFacts.ts";
import type { Muster } from "./app/muster.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";
import { scheduledChanges } from "./openChanges.ts";

/** Where figures come from. They lie beside the log, and so are there after a rollback as well. */
export const figureUseCases = (parts: Parts): Pick<Muster, "figures"> => ({
  figures: {
    facts: async (...asked) =>
      withWhatIsToCome(await parts.getAsync(Tokens.figures), await foretelling(parts)).facts(...asked),
    changes: async (...asked) => changedFacts(await foretelling(parts), ...asked),
  },
});

const foretelling = async (parts: Parts): Promise<Foretelling> => ({
  log: await parts.getAsync(Tokens.log),
  // Where there is nothing to open, no keys are needed.
  decode: async (stored) => (stored.length === 0 ? [] : (await parts.getAsync(Tokens.codec)).decode(stored)),
  foretold: (...asked) => scheduledChanges(parts).foretold(...asked),
});
