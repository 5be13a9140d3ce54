import { createHash } from "node:crypto";
import type { SealedArchive } from "../../domain/member/messages.ts";
import { type EventCodec, isUnreadable } from "../codec/eventCodec.ts";
import { tombstoneIn } from "../codec/tombstone.ts";
import type { Faults } from "../ledger/faults.ts";
import { signaturesBy } from "../ledger/signatures.ts";
import type { Position, Revision, Stored } from "../ports/eventLog.ts";
import type { PublicKey } from "../ports/signingKeys.ts";
import { sealedText } from "./sealedText.ts";

/** The tombstones of one stream, as far as they were met. */
type Met = {
  readonly first: { readonly position: Position; readonly revision: Revision };
  readonly sum: ReturnType<typeof createHash>;
  count: number;
};

/**
 * Whether each tombstone stands where a sealing says so. The ledger takes a tombstone for the event whose hash it keeps; so
 * whoever replaced an event by one would be caught by nothing else. Give it the events in the order of the log.
 */
export function sealingCheck(faults: Faults, codec: EventCodec, keys: readonly PublicKey[]) {
  const open = new Map<string, Met>();
  const check = signaturesBy(keys);
  const fault = ({ first: { position } }: Met, expected: string) =>
    faults.add("log", String(position), { column: "bytes", live: "a tombstone", expected });

  function meet({ stream, position, revision, bytes }: Stored): void {
    const met = open.get(stream) ?? { first: { position, revision }, sum: createHash("sha256"), count: 0 };
    met.sum.update(bytes);
    met.count++;
    open.set(stream, met);
  }

  function close(stream: string, archive: SealedArchive | undefined): void {
    const met = open.get(stream);
    if (!met) return;
    open.delete(stream);
    if (!archive) {
      fault(met, "an event: its stream was sealed without an archive");
      return;
    }
    const { keyId, signature, events, tombstones } = archive;
    const signed = check(keyId, sealedText(stream, archive), signature);
    // Begun in the midst of a stream, there is no telling of the tombstones before.
    const whole = met.first.revision === 0n;
    if (signed === "unknown-key") fault(met, `a sealing signed here, and not with the key ${keyId}`);
    else if (signed === "bad") fault(met, "a sealing with the signature of what it says");
    else if (whole && (met.count !== events || met.sum.digest("hex") !== tombstones))
      fault(met, `the ${events} tombstones that the sealing of ${stream} names, unchanged`);
  }

  return {
    async take(page: readonly Stored[]): Promise<void> {
      for (const stored of page)
        if (tombstoneIn(stored.bytes)) meet(stored);
        else if (stored.type === "MemberSealed" && open.has(stored.stream)) {
          close(stored.stream, await archiveIn(codec, stored));
        }
    },
    /** What was not sealed up to the end never was. */
    finish(): void {
      for (const [stream, met] of open) fault(met, `an event: no sealing of ${stream} is recorded`);
    },
  };
}

async function archiveIn(codec: EventCodec, stored: Stored): Promise<SealedArchive | undefined> {
  const [event] = await codec.decode([stored]);
  return event && !isUnreadable(event) && event.type === "MemberSealed" ? event.data.archive : undefined;
}
