import type { DecodedEvent } from "../codec/eventCodec.ts";

/** A piece of work whose end is awaited. */
export type Span = {
  /** What is begun within is part of it. */
  within(work: () => void): void;
  end(failed: boolean): void;
};

/**
 * Shows one change as one trace, from the request to the rows. The trace's id derives from the correlation id, which the
 * events have: a process that projects them goes on with the same trace, with nothing added to the event.
 */
export type Tracing = {
  request(name: string, correlationId: string, parent: string | undefined): Span;
  command<T>(
    command: { readonly commandId: string; readonly correlationId: string },
    work: () => Promise<T>,
  ): Promise<T>;
  append<T>(work: () => Promise<T>): Promise<T>;
  /** Events that were applied to the tables, since an instant in milliseconds. */
  projected(events: readonly DecodedEvent[], since: number): void;
};
