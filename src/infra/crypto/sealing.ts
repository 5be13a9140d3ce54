import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomFillSync } from "node:crypto";
import type { Sealing } from "../../app/ports/sealing.ts";

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

// Random bytes are drawn by the page: one system call serves some hundred nonces. Each byte is used once.
const page = Buffer.alloc(4096);
let used = page.length;

function nonce(): Buffer {
  if (used + ivBytes > page.length) {
    randomFillSync(page);
    used = 0;
  }
  used += ivBytes;
  return Buffer.from(page.subarray(used - ivBytes, used));
}

// Making a key ready takes several times as long as sealing a name with it; it lasts as long as the bytes are held.
const ready = new WeakMap<Uint8Array, KeyObject>();

function keyOf(bytes: Uint8Array): KeyObject {
  const known = ready.get(bytes);
  if (known) return known;
  const key = createSecretKey(bytes);
  ready.set(bytes, key);
  return key;
}

/** AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D); one key seals far fewer than 2^32 texts. */
export const aesSealing: Sealing = {
  seal({ keyId, bytes }, context, plaintext) {
    const iv = nonce();
    const cipher = createCipheriv(algorithm, keyOf(bytes), iv, { authTagLength: tagBytes });
    cipher.setAAD(Buffer.from(context));
    const ciphertext = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return { keyId, iv: iv.toString("base64"), ciphertext: ciphertext.toString("base64") };
  },

  open({ bytes }, context, { iv, ciphertext }) {
    const sealed = Buffer.from(ciphertext, "base64");
    const decipher = createDecipheriv(algorithm, keyOf(bytes), Buffer.from(iv, "base64"), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    const plaintext = decipher.update(sealed.subarray(0, -tagBytes));
    // Throws where anything was changed; it never has bytes of its own.
    decipher.final();
    return plaintext.toString();
  },
};
