import type { Revision } from "./ports/eventLog.ts";

type Known<S> = { readonly state: S; readonly revision: Revision };

/** What streams folded to when they were last read, so that only what came since is read again. */
export type Remembered = {
  get<S>(stream: string): Known<S> | undefined;
  set(stream: string, known: Known<unknown>): void;
};

/** Remembers so many streams; the one that was set longest ago goes first. */
export function remembering(most = 1000): Remembered {
  const streams = new Map<string, Known<unknown>>();
  return {
    // A stream's name says what it folds to: whoever asks by the name gets what was set under it.
    get: <S>(stream: string) => streams.get(stream) as Known<S> | undefined,
    set(stream, known) {
      streams.delete(stream);
      const [oldest] = streams.keys();
      if (streams.size >= most && oldest !== undefined) streams.delete(oldest);
      streams.set(stream, known);
    },
  };
}
