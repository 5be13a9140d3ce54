/**
 * How a key stands when a request with it begins.
 * - `begun`: it is for the caller to run it, and to `finish` or `release` it; `before` says that somebody did who did not
 *   come to its end
 * - `running`: somebody runs it; `other-request`: the key belongs to another request
 */
export type Begun =
  | { readonly kind: "begun"; readonly before: boolean }
  | { readonly kind: "running" | "other-request" }
  | { readonly kind: "answered"; readonly answer: string };

/**
 * An answer to keep.
 * @property found whether the log has it as well, so that it may be lost in a crash of the database
 */
export type Kept = { readonly answer: string; readonly found: boolean };

/** Answers by the key of their request, kept for a day. A run that neither finishes nor is released ends by itself. */
export type Answers = {
  begin(keyId: string, request: string): Promise<Begun>;
  finish(keyId: string, kept: Kept): Promise<void>;
  /** Nothing was answered: the same request may run at once. */
  release(keyId: string): Promise<void>;
};
