import { isOutage } from "../outages.ts";
import type { FallbackRoster } from "../preferences/readFallback.ts";

/** The kept file's roster; absent where no file is kept. @throws {BadFile} where it cannot stand in */
export type Fallback = () => Promise<FallbackRoster | undefined>;

/** An answer, and the roster of the file where it is from there. */
export type Answered<T> = { readonly answer: T; readonly file: FallbackRoster | undefined };

/**
 * Asks, and where the database or the log is away, answers from the kept file what that knows: `fromFile` tells by
 * undefined that it does not, and then the outage is thrown on.
 */
export async function orFromFile<T>(
  fallback: Fallback | undefined,
  ask: () => Promise<T>,
  fromFile: (roster: FallbackRoster) => T | undefined,
): Promise<Answered<T>> {
  try {
    return { answer: await ask(), file: undefined };
  } catch (error) {
    if (!isOutage(error)) throw error;
    // A file that cannot stand in is no news: the outage is.
    const file = await fallback?.().catch(() => undefined);
    const answer = file && fromFile(file);
    if (answer === undefined) throw error;
    return { answer, file };
  }
}
