import { tombstoneIn } from "./tombstone.ts";
import type { Stored } from "../ports/eventLog.ts";

/** When an event was recorded, whether or not the rest of it can be read: that is told in clear. */
export function recordedAtOf({ bytes }: Stored): string {
  const tombstone = tombstoneIn(bytes);
  if (tombstone) return tombstone.recordedAt;
  const { buffer, byteOffset, length } = bytes;
  const { meta } = JSON.parse(Buffer.from(buffer, byteOffset, length).toString()) as {
    readonly meta: { readonly recordedAt: string };
  };
  return meta.recordedAt;
}
