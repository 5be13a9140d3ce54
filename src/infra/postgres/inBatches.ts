import { setImmediate } from "node:timers/promises";

type Waiting<Item, Answer> = {
  readonly item: Item;
  readonly resolve: (answer: Answer | Promise<Answer>) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Gathers what comes while a batch is on its way into the next one. An item's first part is its key: no key comes twice
 * in a batch. Where a batch fails, all of it has failed; an answer that is a promise may fail by itself.
 */
export function inBatches<Item extends readonly [key: string, ...unknown[]], Answer>(
  work: (batch: readonly Item[]) => Promise<readonly (Answer | Promise<Answer>)[]>,
  largest = 500,
): (item: Item) => Promise<Answer> {
  const queue: Waiting<Item, Answer>[] = [];
  let running = false;
  return (item) =>
    new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject });
      if (!running) void run();
    });

  async function run(): Promise<void> {
    running = true;
    while (queue.length > 0) {
      await setImmediate();
      await settle(take());
    }
    running = false;
  }

  function take(): readonly Waiting<Item, Answer>[] {
    const keys = new Set<string>();
    const batch: Waiting<Item, Answer>[] = [];
    const left: Waiting<Item, Answer>[] = [];
    for (const waiting of queue) {
      const fits = batch.length < largest && !keys.has(waiting.item[0]);
      (fits ? batch : left).push(waiting);
      keys.add(waiting.item[0]);
    }
    queue.splice(0, queue.length, ...left);
    return batch;
  }

  async function settle(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await work(batch.map(({ item }) => item));
      // The work answers each item in its place.
      batch.forEach(({ resolve }, place) => resolve(answers[place] as Answer | Promise<Answer>));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
