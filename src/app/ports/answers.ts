/**
 * How a key stands when a request with it begins.
 * - `begun`: it is for the caller to run it, and to `finish` or `release` it
 * - `running`: somebody runs it; `other-request`: the key belongs to another request
 */
export type Begun =
  { readonly kind: "begun" | "running" | "other-request" } | { readonly kind: "answered"; readonly answer: string };

/** Answers by the key of their request, kept for a day. A run that neither finishes nor is released ends by itself. */
export type Answers = {
  begin(keyId: string, request: string): Promise<Begun>;
  finish(keyId: string, answer: string): Promise<void>;
  /** Nothing was answered: the same request may run at once. */
  release(keyId: string): Promise<void>;
};
