import { recordedAtOf } from "../codec/recordedAt.ts";
import type { EventLog, Position } from "../ports/eventLog.ts";

/** What lies in the log after a position: how many events, and how long ago the first of them was recorded. */
export type Lag = { readonly events: number; readonly seconds: number };

/** How many events are counted where positions do not count; there are at least so many then. */
const mostCounted = 10_000;

/**
 * How far something stands behind the log.
 * @property dense whether positions count the events, as on Postgres
 */
export async function lagAfter(
  log: Pick<EventLog, "readAll" | "head">,
  after: Position,
  { dense, now }: { readonly dense: boolean; readonly now: Date },
): Promise<Lag> {
  let [events, first] = [0, ""];
  for await (const page of log.readAll(after, { pageSize: dense ? 1 : 1_000 })) {
    if (events === 0 && page[0]) first = recordedAtOf(page[0]);
    events += page.length;
    if (dense || events >= mostCounted) break;
  }
  if (events === 0) return { events: 0, seconds: 0 };
  const seconds = Math.max(0, now.getTime() - Date.parse(first)) / 1000;
  return { events: dense ? Number((await log.head()) - after) : events, seconds };
}
