import type { LocalDate } from "./time.ts";

export type Message = { readonly type: string; readonly data: object };

/** An event that has been decided but not yet recorded; `effectiveOn` is when it holds in the world. */
export type Decided<E extends Message> = E & { readonly effectiveOn: LocalDate };

/** A decided event as a timeline holds it: one that was recorded has an id, and the id of the command it came of. */
export type Laid<E extends Message> = Decided<E> & { readonly eventId?: string; readonly commandId?: string };

/** The newest change of a stream in date order: what it was, and from when it holds. */
export type Newest<T extends string> = { readonly type: T; readonly on: LocalDate };

export const newer = <T extends string>(newest: Newest<T>, type: T, on: LocalDate): Newest<T> =>
  on >= newest.on ? { type, on } : newest;

export const dated = <E extends Message>(effectiveOn: LocalDate, event: E): Decided<E> => ({ ...event, effectiveOn });
