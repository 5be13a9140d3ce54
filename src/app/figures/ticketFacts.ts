import { reject } from "../../domain/kernel/rejection.ts";
import type { DayRange } from "../../projections/figures/facts.ts";
import type { FigureSources } from "../ports/figureSources.ts";
import type { TicketQueries } from "../ports/tickets.ts";

type MadeByDay = (days: DayRange) => ReturnType<TicketQueries["madeByDay"]>;

/**
 * Sources that know the service desk's tickets as well. Where nothing can be said of them, why is told. The desk's table
 * keeps no history, so that nobody knows what it said once: `invalid-value`.
 */
export const withTickets = (sources: FigureSources, madeByDay: MadeByDay): FigureSources => ({
  async facts(wanted, upTo) {
    const { needs, range } = wanted;
    if (!needs.tickets || !range) return sources.facts(wanted, upTo);
    if (upTo !== undefined)
      reject("invalid-value", "The service desk tells its tickets as they are now: leave out when it was known.", {
        field: "knownAt",
      });
    const told = await madeByDay(range);
    if (!told.available) return { ...(await sources.facts(wanted)), why: told.why };
    const known = await sources.facts(wanted);
    return { ...known, facts: { ...known.facts, tickets: told.answer } };
  },
});
