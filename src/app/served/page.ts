import type { Key, Slice } from "../ports/rosterPages.ts";

/** A part of a list; `next` begins the one after it, and is null at the end. */
export type Page<Item> = { readonly items: readonly Item[]; readonly next: Key | null };

/** Asks for one item more than is shown, which tells whether there is a next page. */
export async function page<Item>(
  { after, limit }: Slice,
  ask: (slice: Slice) => Promise<readonly Item[]>,
  keyOf: (item: Item) => Key,
): Promise<Page<Item>> {
  const found = await ask({ after, limit: limit + 1 });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? keyOf(last) : null };
}

/** The same page with other items. */
export const mapPage = <From, To>({ items, next }: Page<From>, to: (item: From) => To): Page<To> => ({
  items: items.map(to),
  next,
});
