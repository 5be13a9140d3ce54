import type { LocalDate } from "../kernel/time.ts";

/** What must be known of an event to tell whether it holds; reversals name in `reverses` the event they take back. */
type Told = { readonly type: string; readonly data: object };

/** How an event's place is read: its own id, and the date on which it holds. */
type Reading<E> = { readonly idOf: (event: E) => string | undefined; readonly dateOf: (event: E) => LocalDate };

const reversedBy = ({ data }: Told): string | undefined =>
  "reverses" in data && typeof data.reverses === "string" ? data.reverses : undefined;

/**
 * The events of one stream that hold, in the order of their dates; those of one date in the order in which they were
 * recorded. A reversed event holds no more, and neither does a reversal that was reversed: then the event holds again.
 * @param stream in the order in which it was recorded
 */
export function inEffect<E extends Told>(stream: readonly E[], { idOf, dateOf }: Reading<E>): readonly E[] {
  const reversed = reversedIn(stream, idOf);
  const holding = stream.filter((event) => {
    const id = idOf(event);
    return reversedBy(event) === undefined && (id === undefined || !reversed.has(id));
  });
  return inOrder(holding, dateOf) ? holding : holding.toSorted((a, b) => compare(dateOf(a), dateOf(b)));
}

/** The ids of the events that hold no more. A reversal comes after what it reverses, so the last word is read first. */
export function reversedIn<E extends Told>(
  stream: readonly E[],
  idOf: (event: E) => string | undefined,
): ReadonlySet<string> {
  const reversed = new Set<string>();
  for (let at = stream.length - 1; at >= 0; at -= 1) {
    const event = stream[at];
    const target = event && reversedBy(event);
    const id = event && idOf(event);
    if (target !== undefined && (id === undefined || !reversed.has(id))) reversed.add(target);
  }
  return reversed;
}

function inOrder<E>(events: readonly E[], dateOf: (event: E) => LocalDate): boolean {
  return events.every((event, at) => {
    const before = events[at - 1];
    return before === undefined || dateOf(before) <= dateOf(event);
  });
}

const compare = (a: LocalDate, b: LocalDate): number => (a < b ? -1 : a > b ? 1 : 0);
