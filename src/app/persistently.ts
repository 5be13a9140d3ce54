import { LogUnavailable, StreamConflict } from "./ports/eventLog.ts";

const conflicts = 30;
const outages = 3;

/**
 * Tries again after a conflict or a lost answer, each of which says only that the world must be seen anew.
 * @throws the last error, when others were faster every time or the log stayed away
 */
export async function persistently<T>(attempt: () => Promise<T>): Promise<T> {
  const left = { conflicts, outages };
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof StreamConflict && left.conflicts-- > 0) await spread(conflicts - left.conflicts);
      else if (error instanceof LogUnavailable && left.outages-- > 0) await spread(6);
      else throw error;
    }
  }
}

/** Spreads those that collided, by up to 2^n ms; the log, not the clock, decides who wins. */
const spread = (n: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(64, 2 ** n)));
