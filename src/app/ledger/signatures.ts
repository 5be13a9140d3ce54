import { createPublicKey, verify } from "node:crypto";
import type { PublicKey } from "../ports/signingKeys.ts";
import { sha256Hex } from "./hashing.ts";

/** The id of a public key, given as DER. */
export const keyIdOf = (der: Uint8Array): string => sha256Hex(der).slice(0, 16);

/** What a key signs when another one takes its place. */
export const endorsedText = ({ keyId, publicKey, madeAt }: Omit<PublicKey, "retiredAt" | "endorsement">): string =>
  `muster ledger key 1\n${keyId}\n${publicKey}\n${madeAt}`;

export type CheckSignature = (keyId: string, text: string, signature: string) => "good" | "bad" | "unknown-key";

/** Tells of signatures by keys that are known. A key whose id is not its own is none. */
export function signaturesBy(keys: readonly PublicKey[]): CheckSignature {
  const known = new Map(
    keys.flatMap(({ keyId, publicKey }) => {
      const der = Buffer.from(publicKey, "base64");
      return keyIdOf(der) === keyId
        ? [[keyId, createPublicKey({ key: der, format: "der", type: "spki" })] as const]
        : [];
    }),
  );
  return (keyId, text, signature) => {
    const key = known.get(keyId);
    if (!key) return "unknown-key";
    const bytes = Buffer.from(signature, "base64");
    // The last letters of base64 may differ and mean the same: what is signed has one form only.
    return bytes.toString("base64") === signature && verify(null, Buffer.from(text), key, bytes) ? "good" : "bad";
  };
}
