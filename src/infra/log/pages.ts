/**
 * Pages until one is not full. The next is fetched while the present one is worked on, so at most two are in memory.
 * @param fetch the page after an item; without one, the first
 */
export async function* pages<T>(
  fetch: (after: T | undefined) => Promise<readonly T[]>,
  size: number,
): AsyncGenerator<readonly T[]> {
  let next = fetch(undefined);
  for (;;) {
    const page = await next;
    if (page.length === 0) return;
    const full = page.length === size;
    if (full) {
      next = fetch(page.at(-1));
      // Its failure is met at the next turn; a reader that stops before leaves nothing unhandled.
      next.catch(() => undefined);
    }
    yield page;
    if (!full) return;
  }
}
