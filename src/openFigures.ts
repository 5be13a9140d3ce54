import { changedFacts } from "./app/figures/changedFacts.ts";
import { type Foretelling, withWhatIsToCome } from "./app/figures/comingFacts.ts";
import { withTickets } from "./app/figures/ticketFacts.ts";
import type { Muster } from "./app/muster.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";
import { scheduledChanges } from "./openChanges.ts";
import { readingTickets } from "./openReads.ts";

/** Where figures come from. They lie beside the log, and so are there after a rollback as well. */
export const figureUseCases = (parts: Parts): Pick<Muster, "figures"> => ({
  figures: {
    facts: async (...asked) =>
      withTickets(withWhatIsToCome(await parts.getAsync(Tokens.figures), await foretelling(parts)), async (days) =>
        readingTickets(parts).madeByDay(days, (await parts.getAsync(Tokens.identity)).timezone),
      ).facts(...asked),
    changes: async (...asked) => changedFacts(await foretelling(parts), ...asked),
  },
});

const foretelling = async (parts: Parts): Promise<Foretelling> => ({
  log: await parts.getAsync(Tokens.log),
  // Where there is nothing to open, no keys are needed.
  decode: async (stored) => (stored.length === 0 ? [] : (await parts.getAsync(Tokens.codec)).decode(stored)),
  foretold: (...asked) => scheduledChanges(parts).foretold(...asked),
});
