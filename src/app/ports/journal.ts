import type { RequestWatch } from "./requestWatch.ts";

/**
 * What a process writes for whoever runs it, a line at a time; not the log of events. No token stands in it, and nothing
 * personal.
 */
export type Journal = {
  readonly handled: RequestWatch;
  /** What went wrong; `correlationId` is that of the request in which it did, if any. */
  problem(problem: unknown, correlationId?: string): void;
};
