import { canonicalJson } from "./envelope.ts";

/**
 * What is left of an event's bytes once its member is sealed.
 * @property digest the SHA-256 of the bytes that there were, 64 hex digits: with it the ledger's chain holds
 * @property recordedAt when the event was recorded, so that what was known when can still be told
 */
export type Tombstone = { readonly digest: string; readonly recordedAt: string };

// The text is the canonical one, so that there is nothing to parse; the command line reads it without its schemas.
const text = /^\{"digest":"([0-9a-f]{64})","recordedAt":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)","tombstone":1\}$/;

// The bytes of an event begin with its data, and so differ in the fourth byte.
const mark = Buffer.from('{"digest":"');

export const tombstoneBytes = ({ digest, recordedAt }: Tombstone): Uint8Array =>
  Buffer.from(canonicalJson({ digest, recordedAt, tombstone: 1 }));

/** Reads what has taken the place of an event's bytes; undefined where they are there, or are no tombstone to the letter. */
export function tombstoneIn(bytes: Uint8Array): Tombstone | undefined {
  if (bytes[3] !== mark[3]) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!buffer.subarray(0, mark.length).equals(mark)) return undefined;
  const [, digest, recordedAt] = text.exec(buffer.toString("latin1")) ?? [];
  return digest === undefined || recordedAt === undefined || Number.isNaN(Date.parse(recordedAt))
    ? undefined
    : { digest, recordedAt };
}
