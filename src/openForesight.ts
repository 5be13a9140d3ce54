import { scheduleEntries, type ScheduleEntries } from "./app/foresight/pendingAt.ts";
import { tellToCome } from "./app/foresight/toCome.ts";
import { whatIf } from "./app/foresight/whatIf.ts";
import type { Muster } from "./app/muster.ts";
import { TablesBehind } from "./app/ports/projections.ts";
import { type Remembered, remembering } from "./app/remembered.ts";
import { refuseRolledBack } from "./app/rolledBack.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";
import { systemClock } from "./infra/clock.ts";

/** What will be, as far as it is known, and what would be: nothing here records anything. */
export function foresightUseCases(parts: Parts): Pick<Muster, "toCome" | "whatIf"> {
  const known = { entries: scheduleEntries(), remembered: remembering() };
  return {
    async toCome(asked) {
      const [read, guardKey] = await Promise.all([parts.getAsync(Tokens.read), parts.getAsync(Tokens.guardKey)]);
      return tellToCome({ read, guardKey, entries: known.entries })(asked);
    },
    whatIf: (...asked) => foreseen(parts, known, asked),
  };
}

type Known = { readonly entries: ScheduleEntries; readonly remembered: Remembered };

/** The tables are brought to where the log stands, as far as they come in a while: a decision sees all of it. */
async function foreseen(
  parts: Parts,
  known: Known,
  [commands, context, asOf]: Parameters<Muster["whatIf"]>,
): ReturnType<Muster["whatIf"]> {
  await refuseRolledBack(await parts.getAsync(Tokens.readModel));
  const [projections, log] = [await parts.getAsync(Tokens.projections), await parts.getAsync(Tokens.log)];
  const head = await log.head();
  const position = await projections.catchUp(head, 2_000);
  if (position < head) throw new TablesBehind(head, position);
  const [read, guardKey] = await Promise.all([parts.getAsync(Tokens.read), parts.getAsync(Tokens.guardKey)]);
  const [{ timezone }, past] = await Promise.all([parts.getAsync(Tokens.identity), parts.getAsync(Tokens.past)]);
  const how = { ...known, read, guardKey, timezone, past, clock: systemClock };
  return whatIf(how, { commands, context, asOf, position });
}
