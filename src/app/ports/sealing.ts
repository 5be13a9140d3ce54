import type { DataKey } from "./dataKeys.ts";

/** A sealed text: base64 of the 12-byte nonce and of the ciphertext with its 16-byte tag. */
export type Sealed = { readonly keyId: string; readonly iv: string; readonly ciphertext: string };

/** Authenticated encryption (AES-256-GCM). `context` is bound to the text: opening under another context fails. */
export type Sealing = {
  seal(key: DataKey, context: string, plaintext: string): Sealed;
  /** @throws where key, context or text are not those that were sealed. */
  open(key: DataKey, context: string, sealed: Sealed): string;
};
