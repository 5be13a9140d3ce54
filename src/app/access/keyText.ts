import { createHash, randomBytes } from "node:crypto";

// The prefix lets a scanner of leaked secrets tell what it has found.
const shape = /^muster_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

/** A new API key: its id, which may be shown and logged, and the whole, which is shown once. */
export function newKey(): { readonly keyId: string; readonly key: string } {
  const keyId = randomBytes(8).toString("hex");
  return { keyId, key: `muster_${keyId}_${randomBytes(32).toString("base64url")}` };
}

/** The id in an API key; undefined where the token is none. */
export const keyIdIn = (token: string): string | undefined => shape.exec(token)?.[1];

/**
 * What is kept of a secret. One round of SHA-256 is enough, and a slow hash such as scrypt would add nothing: those make
 * guessing dear where people choose what is to be guessed. Nobody chose this one. It has 256 random bits, and no
 * speed of guessing comes to an end of them.
 */
export const hashOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();
