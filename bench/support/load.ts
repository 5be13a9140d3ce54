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
  const { errors } = await new Promise<autocannon.Result>((resolve, reject) => {
    const options = {
      ...{ url, connections, amount: requests },
      requests: [{ setupRequest: (request: autocannon.Request) => ({ ...request, ...next() }) }],
    };
    const running = autocannon(options, (error: Error | null, result) => (error ? reject(error) : resolve(result)));
    running.on("response", (_, status, __, ms) => {
      times.push(ms);
      if (status >= 300) refused.push(status);
    });
  });
  const perSecond = (times.length * 1000) / (performance.now() - started);
  if (refused.length + errors > 0)
    throw new Error(`Of ${requests} requests, ${errors} failed and others got ${[...new Set(refused)].join(", ")}.`);
  return { perSecond, times };
}
