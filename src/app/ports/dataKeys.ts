/** A key that seals the personal fields of one subject's events: 32 bytes. */
export type DataKey = { readonly keyId: string; readonly bytes: Uint8Array };

/** Whose key it is: a member's id, or `log` for what concerns no one member. */
export type Subject = string;
export const logSubject: Subject = "log";

/** Data keys, wrapped at rest. A destroyed key stays listed, so that what it sealed is known to be gone and not lost. */
export type DataKeys = {
  /** Each subject's present key, made where there is none, committed before this returns. */
  forSubjects(subjects: readonly Subject[]): Promise<ReadonlyMap<Subject, DataKey>>;
  /** The keys by id; `destroyed` where erased, absent where this store never had it. */
  load(keyIds: readonly string[]): Promise<ReadonlyMap<string, DataKey | "destroyed">>;
};

/** The data keys as they lie at rest, under the wrapping key. */
export type WrappedKeys = {
  /** Opens every one. @throws where one does not open under the key */
  check(wrappingKey: Uint8Array): Promise<void>;
  /** Wraps every one anew, in one step, but for those that lie under `next` already. Answers how many. */
  rewrap(present: Uint8Array, next: Uint8Array): Promise<number>;
};
