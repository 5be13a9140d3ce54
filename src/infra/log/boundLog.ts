import type { EventLog } from "../../app/ports/eventLog.ts";

/** A log's methods as values, for a log that differs from it in some of them. */
export const boundLog = (log: EventLog): EventLog => ({
  atomic: log.atomic,
  append: (writes) => log.append(writes),
  readStream: (stream, after) => log.readStream(stream, after),
  readAll: (after, options) => log.readAll(after, options),
  subscribe: (after, signal) => log.subscribe(after, signal),
  // What only some logs can.
  ...(log.positionOf && { positionOf: log.positionOf.bind(log) }),
  ...(log.extent && { extent: log.extent.bind(log) }),
  head: () => log.head(),
  close: () => log.close(),
});
