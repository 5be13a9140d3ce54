import { hash } from "node:crypto";
import { tombstoneIn } from "../codec/tombstone.ts";
import { type Chain, chainWith } from "../../projections/ledger.ts";

export const sha256 = (bytes: Uint8Array | string): Uint8Array => hash("sha256", bytes, "buffer");
export const sha256Hex = (bytes: Uint8Array | string): string => hash("sha256", bytes, "hex");
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** The chain with the SHA-256 of this machine, over the very bytes that it is given. */
export const plainChain: Chain = chainWith(sha256);

/** The same over a log: of an event that gave way to a tombstone, the hash of its bytes is the one that was kept. */
export const chain: Chain = chainWith(sha256, (bytes) => {
  const tombstone = tombstoneIn(bytes);
  return tombstone ? Buffer.from(tombstone.digest, "hex") : sha256(bytes);
});
