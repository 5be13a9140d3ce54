import type { Position } from "../../src/app/ports/eventLog.ts";

export type Seen = { readonly eventId: string; readonly position: Position };

/** Writes for a while; answers the ids of what it committed. */
export type Writer = () => Promise<readonly string[]>;

export type Observation = {
  readonly committed: readonly string[];
  /** In the order in which the reader met them. */
  readonly seen: readonly Seen[];
  /** Committed, and never met by the reader. */
  readonly lost: readonly string[];
};

/**
 * Lets a reader follow while all the writers write. It asks for what stands after the newest position that it has seen,
 * as a projection does, and once more when the writers are done.
 */
export async function observe(
  writers: readonly Writer[],
  readAfter: (position: Position) => AsyncIterable<readonly Seen[]>,
): Promise<Observation> {
  const seen: Seen[] = [];
  const read = async () => {
    for await (const page of readAfter(seen.at(-1)?.position ?? 0n)) seen.push(...page);
  };
  const writing = { over: false };
  const finished = Promise.all(writers.map((writer) => writer())).finally(() => (writing.over = true));
  const reading = (async () => {
    while (!writing.over) await read();
  })();
  const committed = (await finished).flat();
  await reading;
  await read();
  const met = new Set(seen.map(({ eventId }) => eventId));
  return { committed, seen, lost: committed.filter((id) => !met.has(id)) };
}
