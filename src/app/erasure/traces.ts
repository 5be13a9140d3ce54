import type { Person } from "./person.ts";

/**
 * Where something of a person lies beside the log and what is computed from it.
 * @property what what it is, in a few words
 * @property where where it is, for a person to look
 * @property fate whether the erasure takes it away, or somebody has to look at it
 */
export type Trace = {
  readonly what: string;
  readonly where: string;
  readonly count: number;
  readonly fate: "removed" | "listed";
};

/** One kind of place in which traces lie. */
export type TraceKeeper = {
  find(person: Person): Promise<readonly Trace[]>;
  /** Takes away what can be; again does no harm. */
  remove(person: Person): Promise<void>;
};

/** A kind of trace that can only be pointed at. */
export const listing = (find: TraceKeeper["find"]): TraceKeeper => ({ find, remove: () => Promise.resolve() });
