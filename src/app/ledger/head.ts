import { z } from "zod";
import { canonicalJson } from "../codec/envelope.ts";
import type { Signer } from "../ports/signingKeys.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const shape = z.strictObject({
  count: z.int().min(1),
  hash,
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  log: z.enum(["postgres", "eventstore"]),
  position: z.string().regex(/^\d{1,19}$/),
  previous: hash.nullable(),
  signature: z.string(),
  signedAt: z.iso.datetime({ precision: 3 }),
  version: z.literal(1),
});

/**
 * A signed statement: after so many events, the last of them at `position` of a log of this kind, the chain's hash was this.
 * `previous` is the SHA-256 of the line before it in its file, null for the first.
 */
export type Head = z.infer<typeof shape>;
export type LogKind = Head["log"];

/** What is signed: the line without its signature, and what it is meant for. */
export const signedText = ({
  signature: _,
  ...head
}: Omit<Head, "signature"> & { readonly signature?: string }): string => `muster ledger head 1\n${canonicalJson(head)}`;

export function signedLine(head: Omit<Head, "signature" | "keyId" | "version">, signer: Signer): string {
  const whole = { ...head, keyId: signer.keyId, version: 1 } as const;
  return canonicalJson({ ...whole, signature: signer.sign(signedText(whole)) });
}

/** Reads a line; undefined where it is not, to the letter, how a head is written. */
export function parseHead(line: string): Head | undefined {
  try {
    const parsed = shape.safeParse(JSON.parse(line));
    return parsed.success && canonicalJson(parsed.data) === line ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
