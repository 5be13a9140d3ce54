/**
 * Where an event stands in the log. Positions order and are otherwise opaque: dense on Postgres,
 * about a hundred apart on EventStoreDB. 0 stands before the first event.
 */
export type Position = bigint;

/** An event's place in its stream, from 0. `noStream` (-1) is the revision of a stream without events. */
export type Revision = bigint;
export const noStream: Revision = -1n;

/**
 * An event that is yet to be recorded. The log calls `bytesAt` with the instant of recording (UTC, ISO 8601 with
 * milliseconds), possibly more than once, and stores the last answer as it is; on Postgres the instant never goes backwards.
 */
export type Unrecorded = {
  readonly eventId: string;
  readonly type: string;
  readonly bytesAt: (recordedAt: string) => Uint8Array;
};

/** An event as the log holds it: exactly the bytes that were appended. */
export type Stored = {
  readonly position: Position;
  readonly stream: string;
  readonly revision: Revision;
  readonly eventId: string;
  readonly type: string;
  readonly bytes: Uint8Array;
};

/** Events for one stream, which must stand at `expected` when they are appended. */
export type Write = {
  readonly stream: string;
  readonly expected: Revision;
  readonly events: readonly Unrecorded[];
};

/** `position` is that of the last event; `repeated` says that the events were there already. */
export type Appended = { readonly position: Position; readonly repeated: boolean };

/** A stream does not stand where the writer expected it; nothing of the append was stored. */
export class StreamConflict extends Error {
  override readonly name = "StreamConflict";
  readonly stream: string;
  readonly expected: Revision;

  constructor(stream: string, expected: Revision, options?: ErrorOptions) {
    super(`Stream ${stream} is no longer at revision ${expected}: someone else changed it meanwhile.`, options);
    this.stream = stream;
    this.expected = expected;
  }
}

/** The log cannot be reached, or did not say whether it stored: try again with the same event ids. */
export class LogUnavailable extends Error {
  override readonly name = "LogUnavailable";
}

/**
 * How a store counts its events by itself, whatever a reader comes to.
 * @property stored how many lie after a position and up to another, and where no position is
 * @property newest the position of the newest, and `head` what the next append goes on from
 * @property recordedAt before which instant nothing more is recorded, in milliseconds
 */
export type Extent = {
  readonly stored: number;
  readonly newest: Position;
  readonly head: Position;
  readonly recordedAt: number;
};

/**
 * The one truth. An append is idempotent by event id: where the first write's events already stand in their stream it
 * answers `repeated`, whatever was appended since, and stores nothing.
 */
export type EventLog = {
  /** Whether an append to several streams is one step. Where not, `append` takes one write only. */
  readonly atomic: boolean;
  /** @throws {StreamConflict} {@link LogUnavailable} */
  append(writes: readonly Write[]): Promise<Appended>;
  /** The stream's events after a revision, in order, in pages. An absent stream has none. */
  readStream(stream: string, after?: Revision): AsyncIterable<readonly Stored[]>;
  /** Every event after a position up to the present end, in order, in pages. */
  readAll(after: Position, options?: { readonly pageSize?: number }): AsyncIterable<readonly Stored[]>;
  /** As `readAll`, then live: waits for what comes, resumes by itself when the line drops, ends with the signal. */
  subscribe(after: Position, signal: AbortSignal): AsyncIterable<readonly Stored[]>;
  /** Where the event of an id stands, if it is there. Absent in a log that finds no event by its id. */
  positionOf?(eventId: string): Promise<Position | undefined>;
  /** The position of the newest event, 0 in an empty log. */
  head(): Promise<Position>;
  /** Absent in a log whose store nobody can reach into. */
  extent?(after: Position, upTo: Position): Promise<Extent>;
  close(): Promise<void>;
};
