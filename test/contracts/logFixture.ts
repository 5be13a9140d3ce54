import { randomUUID } from "node:crypto";
import type { EventLog, Stored, Unrecorded, Write } from "../../src/app/ports/eventLog.ts";
import type { TcpProxy } from "../support/tcpProxy.ts";

/** A log over a line that the test can break. */
export type FragileLog = {
  readonly log: EventLog;
  readonly line: Pick<TcpProxy, "mute" | "drop" | "cut" | "mend" | "shake">;
};

/** One empty log of a test's own. Everything that was opened through it is closed by `close`. */
export type OpenedLog = {
  readonly log: EventLog;
  /** The same log opened once more, as another process would. */
  reopen(): Promise<EventLog>;
  /** The same log over a line that can be broken; absent where there is no line. */
  readonly fragile?: () => Promise<FragileLog>;
  /** Holds a transaction open for a moment in the middle of appends; answers the ids that it stored, none if it rolled back. */
  readonly slowAppend?: (outcome: "commit" | "rollback") => Promise<readonly string[]>;
  close(): Promise<void>;
};

/** An adapter under the contract: how to open it, and what it promises beyond the port. */
export type LogUnderTest = {
  readonly name: string;
  /** Positions count 1, 2, 3, …; and an event id stands once in the whole log. */
  readonly dense: boolean;
  /** Of equal appends under way together, each may be answered as the first; else one is, and the others as repeats. */
  readonly everyoneIsFirst?: boolean;
  /** Why there is no line to break, where there is none. */
  readonly noLine?: string;
  open(): Promise<OpenedLog>;
};

export const eventOf = (bytes: Uint8Array | string, type = "Happened"): Unrecorded => ({
  eventId: randomUUID(),
  type,
  bytesAt: () => Buffer.from(bytes as Uint8Array),
});

export const someEvents = (count: number, size = 300): readonly Unrecorded[] =>
  Array.from({ length: count }, (_, n) => eventOf(String(n).padEnd(size, ".")));

export const newStream = (category = "thing"): string => `${category}-${randomUUID()}`;

/** A write to a stream; without `expected`, to one that has no events yet. */
export const write = (stream: string, events: readonly Unrecorded[], expected = -1n): Write => ({
  stream,
  expected,
  events,
});

export async function collect(pages: AsyncIterable<readonly Stored[]>): Promise<readonly Stored[]> {
  const all: Stored[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

export const idsOf = (events: readonly { readonly eventId: string }[]): readonly string[] =>
  events.map(({ eventId }) => eventId);
