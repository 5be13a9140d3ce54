/** Things one by one, of which the next can be looked at first. */
export type LookAhead<T> = {
  /** The next one; undefined at the end. */
  next(): Promise<T | undefined>;
  /** The next one where it is at hand. */
  readonly atHand: T | undefined;
  /** Goes past it. */
  pass(): void;
};

export function lookAhead<T>(pages: AsyncIterable<readonly T[]>): LookAhead<T> {
  const source = pages[Symbol.asyncIterator]();
  let page: readonly T[] = [];
  let at = 0;
  let ended = false;
  return {
    async next() {
      while (at >= page.length && !ended) {
        const read = await source.next();
        if (read.done) ended = true;
        else [page, at] = [read.value, 0];
      }
      return page[at];
    },
    get atHand() {
      return page[at];
    },
    pass() {
      at++;
    },
  };
}

export async function* oneByOne<T>(items: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  for await (const item of items) yield [item];
}
