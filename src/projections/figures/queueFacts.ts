import type { MusterEvent } from "../../domain/event.ts";
import type { Recorded } from "../../domain/recorded.ts";
import type { Surroundings } from "../projection.ts";
import { queueRows, type QueueRow } from "../queueRows.ts";
import { follows, intervalsOf, statesByDate } from "./dated.ts";
import type { QueueTerm } from "./facts.ts";

// A queue's own row asks nothing of the other tables.
const alone: Surroundings = { queueName: () => undefined, isMember: () => false };

/**
 * When a queue was open, under which name and with which minimum, folded by the reducer of the read table.
 * @param events those in effect of the queue's stream, in the order of (effectiveOn, revision)
 */
export function queueFacts(events: readonly Recorded<MusterEvent>[]): readonly QueueTerm[] {
  const dated = events.map((event) => ({ event, effectiveOn: event.meta.effectiveOn }));
  const dawns = statesByDate<(typeof dated)[number], QueueRow>(dated, (row, { event }) => queueRows(row, event, alone));
  const terms: QueueTerm[] = [];
  for (const { from, to, state } of intervalsOf(dawns)) {
    if (!state?.open) continue;
    const { queueId, name, minimum } = state;
    const before = terms.at(-1);
    if (before?.name === name && before.minimum === minimum && follows(before, { from, to }))
      terms.splice(-1, 1, { ...before, to });
    else terms.push({ queueId, name, minimum, from, to });
  }
  return terms;
}
