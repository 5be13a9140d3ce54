import autocannon from "autocannon";

type Asked = Pick<autocannon.Request, "method" | "path" | "headers" | "body">;

/** What many connections got of a server: answers a second, and how long each took, in milliseconds. */
export type Loaded = { readonly perSecond: number; readonly times: readonly number[] };

type Load = { readonly connections: number; readonly requests: number };

/**
 * Sends so many requests over so many connections, each as soon as the one before is answered.
 * @param next the next request, whichever connection it goes over
 * @throws where anything else than success is answered
 */
export async function load(url: string, { connections, requests }: Load, next: () => Asked): Promise<Loaded> {
  const times: number[] = [];
  const refused: number[] = [];
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    const options = {
      ...{ url, connections, amount: requests },
      requests: [{ setupRequest: (request: autocannon.Request) => ({ ...request, ...next() }) }],
    };
    const running = autocannon(options, (error: Error | null) => {
      if (error) reject(error);
      else if (times.length < requests) reject(new Error(`Of ${requests} requests ${times.length} were answered.`));
    });
    running.on("response", (_, status, __, ms) => {
      times.push(ms);
      if (status >= 300) refused.push(status);
      // It would tell of the end at the next full second.
      if (times.length === requests) resolve();
    });
  });
  const perSecond = (times.length * 1000) / (performance.now() - started);
  if (refused.length > 0) throw new Error(`${refused.length} answers were ${[...new Set(refused)].join(", ")}.`);
  return { perSecond, times };
}
