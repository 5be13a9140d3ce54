/** SHA-256, 32 bytes; handed in, since nothing is imported here. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** An event as any log stores it, but for its position, which is another in a copy. */
export type Chained = {
  readonly stream: string;
  readonly revision: bigint;
  readonly eventId: string;
  readonly type: string;
  readonly bytes: Uint8Array;
};

/** The same with the SHA-256 of its bytes in place of them, as a tombstone has it. */
export type Entry = Omit<Chained, "bytes"> & { readonly digest: Uint8Array };

/** Where the chain stands: after so many events, the hash of them all. */
export type Link = { readonly count: number; readonly hash: Uint8Array };

export const emptyChain: Link = { count: 0, hash: new Uint8Array(32) };

/**
 * The chain of hashes over a log's events, in their order. What is hashed has one reading only: texts are UTF-8 with their
 * length before them, numbers of fixed width, big-endian.
 *
 * - `digest` = SHA-256(bytes)
 * - `entryHash` = SHA-256("muster entry 1\0" ‖ u32 ‖ stream ‖ u64 revision ‖ u32 ‖ event id ‖ u32 ‖ type ‖ digest)
 * - `hash` = SHA-256("muster chain 1\0" ‖ hash of the events before, 32 zeros for none ‖ entryHash)
 *
 * The hash of an event that is not shown, or of one whose bytes are gone, is enough to go on from.
 */
export type Chain = {
  digest(bytes: Uint8Array): Uint8Array;
  entryHash(entry: Entry): Uint8Array;
  next(before: Link, entryHash: Uint8Array): Link;
  /** All three for a stored event. */
  after(before: Link, event: Chained): Link & { readonly digest: Uint8Array };
};

const entryTag = Buffer.from("muster entry 1\0");
const chainTag = Buffer.from("muster chain 1\0");

export function chainWith(sha256: Sha256): Chain {
  const entryHash = (entry: Entry) => sha256(entryBytes(entry));
  const next = ({ count, hash }: Link, of: Uint8Array): Link => ({
    count: count + 1,
    hash: sha256(Buffer.concat([chainTag, hash, of])),
  });
  return {
    ...{ digest: sha256, entryHash, next },
    after(before, event) {
      const digest = sha256(event.bytes);
      return { ...next(before, entryHash({ ...event, digest })), digest };
    },
  };
}

function entryBytes({ stream, revision, eventId, type, digest }: Entry): Uint8Array {
  const texts = [stream, eventId.toLowerCase(), type] as const;
  const [ofStream, ofId, ofType] = texts.map((text) => Buffer.byteLength(text)) as [number, number, number];
  const bytes = Buffer.allocUnsafe(entryTag.length + 4 + ofStream + 8 + 4 + ofId + 4 + ofType + digest.length);
  let at = entryTag.copy(bytes);
  const put = (text: string, length: number) => {
    at = bytes.writeUInt32BE(length, at);
    at += bytes.write(text, at);
  };
  put(stream, ofStream);
  at = bytes.writeBigUInt64BE(BigInt.asUintN(64, revision), at);
  put(eventId.toLowerCase(), ofId);
  put(type, ofType);
  bytes.set(digest, at);
  return bytes;
}

export const sameHash = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
