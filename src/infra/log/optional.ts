import type { EventLog } from "../../app/ports/eventLog.ts";

/** What only some logs can, for what stands before one. */
export const optional = (log: EventLog): Pick<EventLog, "positionOf" | "extent"> => ({
  ...(log.positionOf && { positionOf: log.positionOf.bind(log) }),
  ...(log.extent && { extent: log.extent.bind(log) }),
});
