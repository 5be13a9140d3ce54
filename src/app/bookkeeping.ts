import type { Origin } from "./codec/eventCodec.ts";

/** Whence the log's own bookkeeping comes: nobody gave a command for it. */
export const bookkeeping = (commandId: string): Origin => ({
  commandId,
  correlationId: commandId,
  causationId: commandId,
  actor: { issuer: "muster", subject: "log" },
});
