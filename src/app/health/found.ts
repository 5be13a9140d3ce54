import type { Position } from "../ports/eventLog.ts";

/** Where the tables stand and who projects, if anybody; `rolledBack`: there are none, and that is meant. */
export type Standing = {
  readonly position: Position;
  readonly worker: string | null;
  readonly rolledBack: boolean;
};

/** What one look found, or that it found nothing. */
export type Found<T> = { readonly value: T } | undefined;
