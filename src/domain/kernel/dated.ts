import type { LocalDate } from "./time.ts";

/** What holds from a date on, until something else does. */
export type From = { readonly on: LocalDate };

/** Puts an item among those in date order, after all of its date: what was entered later holds. */
export function inserted<T extends From>(items: readonly T[], item: T): readonly T[] {
  let at = items.length;
  while (at > 0 && (items[at - 1]?.on ?? "") > item.on) at -= 1;
  return [...items.slice(0, at), item, ...items.slice(at)];
}

/** What holds on a date: the last item of those up to it. */
export function latest<T extends From>(items: readonly T[], date: LocalDate): T | undefined {
  for (let at = items.length - 1; at >= 0; at -= 1) {
    const item = items[at];
    if (item && item.on <= date) return item;
  }
  return undefined;
}
