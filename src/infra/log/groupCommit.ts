import { setImmediate } from "node:timers/promises";
import type { Appended, Write } from "../../app/ports/eventLog.ts";

export type Append = readonly Write[];

/**
 * Stores a batch in one transaction, and answers for each append in its order. An answer may be a promise, so that
 * finding out about one does not hold up the next batch. Where it rejects, nothing of the batch may be taken as stored.
 */
export type StoreBatch = (batch: readonly Append[]) => Promise<readonly (Appended | Promise<Appended>)[]>;

export type GroupCommitOptions = {
  readonly store: StoreBatch;
  /** Whether a failure of the batch may be the fault of one append: then each is stored by itself. */
  readonly mayBeOnes: (error: unknown) => boolean;
};

type Waiting = {
  readonly append: Append;
  readonly resolve: (answer: Appended | Promise<Appended>) => void;
  readonly reject: (error: unknown) => void;
};

const largestBatch = 2_000;

const claims = (append: Append): readonly string[] =>
  append.flatMap(({ stream, events }) => [`stream ${stream}`, ...events.map(({ eventId }) => `event ${eventId}`)]);

/** Takes from the front what can go together: no stream and no event twice, so that none hangs on another's success. */
function takeBatch(queue: Waiting[]): readonly Waiting[] {
  const claimed = new Set<string>();
  const batch: Waiting[] = [];
  const left: Waiting[] = [];
  for (const waiting of queue) {
    const wanted = claims(waiting.append);
    const fits = claimed.size < largestBatch && !wanted.some((claim) => claimed.has(claim));
    // What must wait keeps its claims too: a later append to its streams does not overtake it.
    for (const claim of wanted) claimed.add(claim);
    (fits ? batch : left).push(waiting);
  }
  queue.splice(0, queue.length, ...left);
  return batch;
}

/**
 * Folds appends that come while one is on its way into the next transaction, so that many writers share one round trip
 * and one flush to disk.
 */
export class GroupCommit {
  readonly #store: StoreBatch;
  readonly #mayBeOnes: (error: unknown) => boolean;
  readonly #queue: Waiting[] = [];
  #work: Promise<void> | undefined;

  constructor({ store, mayBeOnes }: GroupCommitOptions) {
    this.#store = store;
    this.#mayBeOnes = mayBeOnes;
  }

  append(append: Append): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ append, resolve, reject });
      this.#work ??= this.#run();
    });
  }

  /** When everything that was appended before has been answered. */
  async idle(): Promise<void> {
    await this.#work;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      // One turn of the loop: writers whose answers have just come join this batch and not the one after.
      await setImmediate();
      await this.#settle(takeBatch(this.#queue));
    }
    this.#work = undefined;
  }

  async #settle(batch: readonly Waiting[]): Promise<void> {
    try {
      const answers = await this.#store(batch.map(({ append }) => append));
      batch.forEach(({ resolve, reject }, n) => {
        const answer = answers[n];
        if (answer) resolve(answer);
        else reject(new Error("The batch's answer lacks an append."));
      });
    } catch (error) {
      if (batch.length > 1 && this.#mayBeOnes(error)) for (const one of batch) await this.#settle([one]);
      else for (const { reject } of batch) reject(error);
    }
  }
}
