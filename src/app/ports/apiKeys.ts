import type { Actor } from "../../domain/kernel/actor.ts";

/**
 * What is known of an API key; the key itself is known to its holder alone. Instants are ISO 8601 in UTC.
 * @property role as it was written down: a role that is unknown here gives nothing
 */
export type ApiKey = {
  readonly keyId: string;
  readonly name: string;
  readonly role: string;
  readonly team: string | null;
  readonly createdAt: string;
  readonly createdBy: Actor;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
};

export type NewApiKey = Pick<ApiKey, "keyId" | "name" | "role" | "team" | "createdBy" | "expiresAt"> & {
  readonly hash: Uint8Array;
};

/** The API keys, by their hashes. All throw `AuthenticationUnavailable` where they cannot be reached. */
export type ApiKeys = {
  /** Undefined where a key that is not revoked has the name already. */
  add(key: NewApiKey): Promise<ApiKey | undefined>;
  find(keyId: string): Promise<(ApiKey & { readonly hash: Uint8Array }) | undefined>;
  /** The newest first. */
  list(): Promise<readonly ApiKey[]>;
  /** From its commit on, every process refuses the key within a second. Undefined where there is none to revoke. */
  revoke(keyId: string, by: Actor): Promise<ApiKey | undefined>;
};
