import type { Write } from "../../app/ports/eventLog.ts";

/** Refuses what no log can store: an append or a write without events, a stream or an event id that comes twice. */
export function checkAppend(writes: readonly Write[]): void {
  if (writes.length === 0 || writes.some(({ events }) => events.length === 0))
    throw new Error("Every write of an append needs an event.");
  if (new Set(writes.map(({ stream }) => stream)).size < writes.length)
    throw new Error("A stream comes once in an append.");
  const ids = writes.flatMap(({ events }) => events.map(({ eventId }) => eventId));
  if (new Set(ids).size < ids.length) throw new Error("An event id comes once in an append.");
}
