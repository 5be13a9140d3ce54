import type { EventLog } from "../../src/app/ports/eventLog.ts";
import { memoryEventLog } from "../../src/infra/memory/eventLog.ts";
import { eventStoreUrl, openEventStoreLog } from "./eventStore.ts";

/** `runs` is how many random histories a test makes. */
type Kind = { readonly name: string; readonly open: () => Promise<EventLog>; readonly runs: number };

const inMemory: Kind = {
  name: "a log in memory",
  open: () => Promise.resolve(memoryEventLog({ atomic: false })),
  runs: 200,
};

const inEventStore: Kind = {
  name: "the log in EventStoreDB",
  open: () => Promise.resolve(openEventStoreLog()),
  runs: 8,
};

/** The logs that append to one stream at a time; EventStoreDB where `EVENTSTORE_URL` names one. */
export const nonAtomicLogs: readonly Kind[] = eventStoreUrl === undefined ? [inMemory] : [inMemory, inEventStore];
