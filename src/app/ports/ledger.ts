import type { Position } from "./eventLog.ts";

/** The chain's link of one event, as the ledger holds it: hashes of 32 bytes. */
export type LedgerRow = {
  readonly count: number;
  readonly position: Position;
  readonly digest: Uint8Array;
  readonly hash: Uint8Array;
};

/** How far the ledger goes; `newestHead` is the line that was last written to a file of heads. */
export type LedgerStanding = {
  readonly count: number;
  readonly position: Position;
  readonly hash: Uint8Array;
  readonly newestHead: string | null;
};

/** The ledger stands elsewhere than this process left it: another one writes it now. */
export class LedgerMoved extends Error {
  override readonly name = "LedgerMoved";
}

/** The ledger while this process alone writes it. */
export type LedgerLead = {
  /** Aborted where that has ended by itself. */
  readonly lost: AbortSignal;
  standing(): Promise<LedgerStanding>;
  /** Adds rows after where it stands, all or none. @throws {LedgerMoved} */
  extend(from: LedgerStanding, rows: readonly LedgerRow[]): Promise<LedgerStanding>;
  rowAt(count: number): Promise<LedgerRow | undefined>;
  noteHead(line: string): Promise<void>;
  leave(): Promise<void>;
};

/** The hashes of all events, computed from the log; in the database of the read tables on either log. */
export type LedgerTable = {
  standing(): Promise<LedgerStanding>;
  rowAt(count: number): Promise<LedgerRow | undefined>;
  /** The rows after the first so many, in order, in pages. */
  rows(after: number): AsyncIterable<readonly LedgerRow[]>;
  /** Undefined where another process writes it. */
  lead(): Promise<LedgerLead | undefined>;
};
