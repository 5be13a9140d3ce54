import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Encrypts data keys for keeping; what wraps them may lie in a file, the environment or another system. */
export type KeyWrapping = {
  wrap(keyId: string, key: Uint8Array): Uint8Array;
  /** @throws {WrongWrappingKey} */
  unwrap(keyId: string, wrapped: Uint8Array): Uint8Array;
};

/** A data key does not open: another key wrapped it, or the row was changed. */
export class WrongWrappingKey extends Error {
  override readonly name = "WrongWrappingKey";
}

/** AES-256-GCM, bound to the key's id: nonce (12 bytes), ciphertext, tag (16 bytes). */
export const keyWrapping = (secret: Uint8Array): KeyWrapping => ({
  wrap(keyId, key) {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", secret, iv);
    cipher.setAAD(Buffer.from(keyId));
    return Buffer.concat([iv, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  },

  unwrap(keyId, wrapped) {
    try {
      const decipher = createDecipheriv("aes-256-gcm", secret, wrapped.subarray(0, 12), { authTagLength: 16 });
      decipher.setAAD(Buffer.from(keyId));
      decipher.setAuthTag(wrapped.subarray(-16));
      // A copy: a slice of Node's pool would keep eight kilobytes alive for as long as the key is held.
      return new Uint8Array(Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()]));
    } catch (cause) {
      throw new WrongWrappingKey(
        `The data key ${keyId} does not open: the keys in use are not those that this database's data keys were wrapped with. Use the key file that belongs to it, after a rotation the new one.`,
        { cause },
      );
    }
  },
});
