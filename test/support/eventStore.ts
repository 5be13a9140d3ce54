import { randomUUID } from "node:crypto";
import type { EventLog } from "../../src/app/ports/eventLog.ts";
import { eventStoreEventLog } from "../../src/infra/eventstore/eventLog.ts";

/** The EventStoreDB that a run of the tests may use, a node or a cluster; each test has logs of its own in it. */
export const eventStoreUrl: string | undefined = process.env["EVENTSTORE_URL"];

export const noEventStore = "EVENTSTORE_URL names no server";

export const aLogName = (): string => `test-${randomUUID()}`;

/** An empty log of a test's own. */
export function openEventStoreLog(): EventLog {
  if (eventStoreUrl === undefined) throw new Error(noEventStore);
  return eventStoreEventLog(eventStoreUrl, aLogName());
}
