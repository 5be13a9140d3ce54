import { reject } from "../../domain/kernel/rejection.ts";
import { recordedAtOf } from "../codec/recordedAt.ts";
import type { EventLog, Position } from "../ports/eventLog.ts";

/**
 * Up to where the log was known at an instant: the last position before the first event that was recorded after it.
 * @throws {Rejection} `invalid-value` for an instant that is yet to come
 */
export async function knownAt(log: EventLog, instant: string, now: Date): Promise<Position> {
  const known = new Date(instant).toISOString();
  if (known > now.toISOString())
    reject("invalid-value", `What will be known at ${instant} is not known yet.`, { field: "knownAt" });
  let position: Position = 0n;
  for await (const page of log.readAll(0n))
    for (const event of page) {
      if (recordedAtOf(event) > known) return position;
      position = event.position;
    }
  return position;
}
