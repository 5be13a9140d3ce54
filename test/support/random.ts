import { randomInt } from "node:crypto";

/** Random numbers that come again with their seed. */
export type Random = {
  /** A whole number from 0 up to, and without, the limit. */
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
};

/**
 * A source of its own for a test, with the seed that `MUSTER_TEST_SEED` gives or else a new one.
 * The seed is printed: with it, a failure comes again.
 */
export function seededRandom(purpose: string): Random {
  const seed = Number(process.env["MUSTER_TEST_SEED"] ?? randomInt(2 ** 32 - 1));
  process.stderr.write(`${purpose}: MUSTER_TEST_SEED=${seed}\n`);
  let state = seed;
  // Mulberry32, a generator of 32 bits of state (Tommy Ettinger, 2017).
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (limit) => Math.floor(next() * limit),
    chance: (probability) => next() < probability,
    pick: (from) => from[Math.floor(next() * from.length)] ?? from[0],
  };
}
