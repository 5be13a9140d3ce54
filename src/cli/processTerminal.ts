import { systemUser } from "../systemUser.ts";
import { ReaderGone, type Terminal } from "./terminal.ts";

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    out: writer(process.stdout),
    err: writer(process.stderr),
    watched: { out: process.stdout.isTTY, err: process.stderr.isTTY },
    cwd: process.cwd(),
    env: process.env,
    user: systemUser(),
    stopSignal,
  };
}

const writer = (stream: NodeJS.WriteStream) => {
  // The write's own callback tells of a failure; unheard, the event would end the process.
  stream.on("error", () => undefined);
  return (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      stream.write(text, (error) => {
        if (!error) resolve();
        else if ((error as NodeJS.ErrnoException).code === "EPIPE") reject(new ReaderGone("The reader has gone."));
        else reject(error);
      });
    });
};

/** In milliseconds: ten seconds for what is under way, and a moment to put things away. */
const longestStop = 12_000;

/** The first signal asks, the second one insists, and so does time. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(exitCodes[signal]);
      setTimeout(() => process.exit(exitCodes[signal]), longestStop).unref();
      stop.abort();
    });
  return stop.signal;
}
