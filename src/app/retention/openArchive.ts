import type { MusterEvent } from "../../domain/event.ts";
import type { Recorded } from "../../domain/recorded.ts";
import type { RosterTables } from "../../projections/rosterTables.ts";
import { type BundleEvent, parseLine } from "../audit/bundle.ts";
import { eventCodec, isUnreadable } from "../codec/eventCodec.ts";
import type { ArchiveKeys } from "../ports/archives.ts";
import type { DataKey, DataKeys } from "../ports/dataKeys.ts";
import type { Stored } from "../ports/eventLog.ts";
import type { Sealing } from "../ports/sealing.ts";
import { ArchiveClosed } from "./failures.ts";
import { parseReplay, type Replay, replayContext } from "./archive.ts";
import { replayed } from "./surroundings.ts";

export type OpenedArchive = {
  readonly memberId: string;
  readonly events: readonly Recorded<MusterEvent>[];
  readonly rows: RosterTables;
};

/**
 * Opens an archive and folds its events into the rows that there were, without a database. It does not check it.
 * @throws {ArchiveClosed}
 */
export async function openArchive(
  bytes: Uint8Array,
  { sealing, archiveKeys }: { readonly sealing: Sealing; readonly archiveKeys: Pick<ArchiveKeys, "find"> },
): Promise<OpenedArchive> {
  const lines = Buffer.from(bytes)
    .toString()
    .split("\n")
    .flatMap((text) => parseLine(text) ?? []);
  const memberId = lines.find((line) => line.kind === "begin")?.about;
  const sealed = lines.find((line) => line.kind === "replay");
  if (!sealed || memberId == null) throw new ArchiveClosed("This is no archive of a member: it has nothing to replay.");
  const key = await archiveKeys.find(sealed.keyId);
  if (!key)
    throw new ArchiveClosed(`The archive lies under the key ${sealed.keyId}, which is not among the archives' keys.`);
  const replay = parsed(() => parseReplay(sealing.open(key, replayContext(memberId), sealed)));
  const stored = lines.flatMap((line) => (line.kind === "event" ? [storedOf(line)] : []));
  const decoded = await eventCodec(sealing, keysOf(replay, stored)).decode(stored);
  const events = decoded.flatMap((event) => {
    if (isUnreadable(event)) throw new ArchiveClosed(event.unreadable);
    return [event];
  });
  return { memberId, events, rows: replayed(memberId, events, replay) };
}

function parsed<T>(open: () => T): T {
  try {
    return open();
  } catch (cause) {
    throw new ArchiveClosed("The archive does not open under its key: it was changed.", { cause });
  }
}

const storedOf = ({ position, stream, revision, eventId, type, bytes }: BundleEvent): Stored => ({
  ...{ position: BigInt(position), stream, revision: BigInt(revision), eventId, type },
  bytes: Buffer.from(bytes, "base64"),
});

/** Whose key is not there was erased before they were sealed. */
function keysOf({ keys }: Replay, stored: readonly Stored[]): DataKeys {
  const held = new Map<string, DataKey>(
    keys.map(({ keyId, key }) => [keyId, { keyId, bytes: Buffer.from(key, "base64") }]),
  );
  return {
    forSubjects: () => Promise.reject(new Error(`An archive of ${stored.length} events records nothing.`)),
    load: (keyIds) => Promise.resolve(new Map(keyIds.map((keyId) => [keyId, held.get(keyId) ?? "destroyed"]))),
  };
}
