/** What a command-line call writes to and reads from; a process has one, and so has a test. */
export type Terminal = {
  /** Waits while the reader is slow. @throws {ReaderGone} */
  out(text: string): Promise<void>;
  err(text: string): Promise<void>;
  /** Whether a person watches: colours and progress bars are for them alone. */
  readonly watched: { readonly out: boolean; readonly err: boolean };
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The operating system's name for who calls. */
  readonly user: string;
  /** Aborted when the person or the system wants the call to stop. Asking for it takes over from the default, to die. */
  stopSignal(): AbortSignal;
};

/** Whoever read the output has enough, as `head` does; that is no failure. */
export class ReaderGone extends Error {
  override readonly name = "ReaderGone";
}

/** Whether to colour what goes to standard output (https://no-color.org). */
export const inColour = ({ env, watched }: Terminal): boolean =>
  watched.out && !env["NO_COLOR"] && env["TERM"] !== "dumb";
