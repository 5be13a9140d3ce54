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

/** @param digestOf the SHA-256 of the bytes that an event was recorded with, where it is found in another way */
export function chainWith(sha256: Sha256, digestOf: Sha256 = sha256): Chain {
  // Written anew for each event: there are many.
  const linked = Buffer.alloc(chainTag.length + 2 * 32);
  chainTag.copy(linked);
  const hashAfter = (before: Uint8Array, entry: Uint8Array) => {
    // What a table has in place of a hash may be of any length.
    if (before.length !== 32 || entry.length !== 32) return sha256(Buffer.concat([chainTag, before, entry]));
    linked.set(before, chainTag.length);
    linked.set(entry, chainTag.length + 32);
    return sha256(linked);
  };
  return {
    digest: digestOf,
    entryHash: (entry) => sha256(entryBytes(entry, entry.digest)),
    next: ({ count, hash }, of) => ({ count: count + 1, hash: hashAfter(hash, of) }),
    after({ count, hash }, event) {
      const digest = digestOf(event.bytes);
      return { count: count + 1, hash: hashAfter(hash, sha256(entryBytes(event, digest))), digest };
    },
  };
}

function entryBytes({ stream, revision, eventId, type }: Omit<Entry, "digest">, digest: Uint8Array): Uint8Array {
  const id = eventId.toLowerCase();
  const [ofStream, ofId, ofType] = [Buffer.byteLength(stream), Buffer.byteLength(id), Buffer.byteLength(type)];
  const bytes = Buffer.allocUnsafe(entryTag.length + 4 + ofStream + 8 + 4 + ofId + 4 + ofType + digest.length);
  let at = entryTag.copy(bytes);
  const put = (text: string, length: number) => {
    at = bytes.writeUInt32BE(length, at);
    at += bytes.write(text, at);
  };
  put(stream, ofStream);
  at = bytes.writeBigUInt64BE(BigInt.asUintN(64, revision), at);
  put(id, ofId);
  put(type, ofType);
  bytes.set(digest, at);
  return bytes;
}

export const sameHash = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
