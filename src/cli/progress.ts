import type { Progress } from "../app/ports/projections.ts";
import type { Terminal } from "./terminal.ts";

export type Bar = { readonly progress: Progress | undefined; stop(): void };

/** A progress bar on standard error where a person watches it; else none. */
export async function progressBar({ watched }: Terminal, what: string): Promise<Bar> {
  if (!watched.err) return { progress: undefined, stop: () => undefined };
  const { default: cliProgress } = await import("cli-progress");
  const format = `${what} {bar} {percentage}% of {total}`;
  const bar = new cliProgress.SingleBar({ format, hideCursor: true, clearOnComplete: true, stream: process.stderr });
  bar.start(1, 0);
  return {
    progress: (done, head) => {
      bar.setTotal(Number(head));
      bar.update(Number(done));
    },
    stop: () => bar.stop(),
  };
}
