import { AuthenticationUnavailable } from "./failures.ts";

/** Waits so long and no longer; what comes later is not lost to whoever else waits. @throws {AuthenticationUnavailable} */
export async function within<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => {
      fail(
        new AuthenticationUnavailable("Your token cannot be verified now: what knows it does not answer. Try again."),
      );
    }, ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
    // Nobody may be left to hear of its failure.
    answer.catch(() => undefined);
  }
}
