import { hash } from "node:crypto";
import { type Chain, chainWith } from "../../projections/ledger.ts";

export const sha256 = (bytes: Uint8Array | string): Uint8Array => hash("sha256", bytes, "buffer");
export const sha256Hex = (bytes: Uint8Array | string): string => hash("sha256", bytes, "hex");
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** The chain with the SHA-256 of this machine. */
export const chain: Chain = chainWith(sha256);
