/** A data key by its id, and whose it was: a member's id, or `log`. */
export type KeyOf = { readonly keyId: string; readonly subject: string };

/** A key that is destroyed for good; `destroyedAt` is an instant, ISO 8601 in UTC. */
export type DestroyedKey = KeyOf & { readonly destroyedAt: string };

/** The owner's care of data keys: destroyed, and destroyed again where they come back. */
export type KeyDestruction = {
  /** The keys of these subjects that can still open what they sealed. */
  present(subjects: readonly string[]): Promise<readonly KeyOf[]>;
  /** Comes back once no process can use them any more, whatever it had opened. Those that are gone stay so. */
  destroy(keyIds: readonly string[]): Promise<void>;
  /** Destroys those that are there though they had been destroyed; they are kept among `cameBack` until that is told. */
  destroyAgain(keyIds: readonly string[]): Promise<void>;
  cameBack(): Promise<readonly KeyOf[]>;
  told(keyIds: readonly string[]): Promise<void>;
  /** All that were ever destroyed here. */
  destroyed(): Promise<readonly DestroyedKey[]>;
};

/**
 * The keys that were destroyed, kept where no backup of the database brings an older list back: whatever keys come back with
 * one are destroyed again. It only grows.
 */
export type DestroyedKeys = {
  /** How a person finds it. */
  readonly place: string;
  read(): Promise<readonly DestroyedKey[]>;
  /** Comes back once it would survive a power cut. */
  add(keys: readonly DestroyedKey[]): Promise<void>;
};

/** Erasures that have begun, so that whoever starts next finishes what is left. */
export type BegunErasures = {
  begin(commandId: string, memberId: string): Promise<void>;
  /** Nothing came of this one. */
  dropped(commandId: string): Promise<void>;
  /** All that was begun for the member is done. */
  done(memberId: string): Promise<void>;
  unfinished(): Promise<readonly string[]>;
  /** Of the member nothing is in the log: who began it died before, if that is a day ago. */
  abandoned(memberId: string): Promise<void>;
};
