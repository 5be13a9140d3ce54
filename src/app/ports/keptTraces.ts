/** An answer to a request that may be repeated, as it lies there. */
export type KeptAnswer = { readonly keyId: string; readonly answer: string };

/** What lies in the database beside the log and the tables that are computed from it. */
export type KeptTraces = {
  answers(): Promise<readonly KeptAnswer[]>;
  dropAnswers(keyIds: readonly string[]): Promise<void>;
  /** Why events could not be applied, by the stream that they hold back. */
  parked(): Promise<readonly { readonly stream: string; readonly error: string }[]>;
  /** Says less about why. */
  quietParked(streams: readonly string[]): Promise<void>;
  /** Everybody who ever recorded something, as the history has them: `issuer:subject`. */
  actors(): Promise<readonly string[]>;
  /** Texts in the history of others that have one of these in them, whatever their case. */
  textsOfOthers(memberId: string, parts: readonly string[]): Promise<readonly string[]>;
};
