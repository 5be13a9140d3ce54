import { setTimeout as sleep } from "node:timers/promises";
import { isOutage } from "../outages.ts";

type Run = { readonly signal: AbortSignal; readonly onProblem: (problem: unknown) => void };

// Short beside the five seconds within which all is well again.
const retryMs = 500;

/** Does work, again after each outage of database or log, which is told once; undefined where the signal came first. */
export async function persevering<T>(work: () => Promise<T>, { signal, onProblem }: Run): Promise<T | undefined> {
  let told = "";
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      if (!isOutage(error)) throw error;
      if (String(error) !== told) onProblem(error);
      told = String(error);
      await sleep(retryMs, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
