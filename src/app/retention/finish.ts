import { memberStream, type MusterEvent } from "../../domain/event.ts";
import type { SealedArchive } from "../../domain/member/messages.ts";
import type { Recorded } from "../../domain/recorded.ts";
import { checkBundle } from "../audit/checkBundle.ts";
import { sha256Hex } from "../ledger/hashing.ts";
import type { ArchiveName, Archives } from "../ports/archives.ts";
import type { SigningKeys } from "../ports/signingKeys.ts";
import type { Tombstones } from "../ports/tombstones.ts";
import type { ReadStreamFrom } from "../streamReader.ts";

export type FinishParts = {
  readonly read: ReadStreamFrom;
  readonly keys: SigningKeys;
  readonly archives: Archives;
  readonly tombstones: Tombstones;
  /** Destroys the keys of members, and what else is left of them outside the log. */
  forget(memberIds: readonly string[]): Promise<void>;
};

/** An archive that is finished: nothing of the member's events is anywhere else. */
export type FinishedArchive = ArchiveName & { readonly path: string };

/** @property unsealed archives of whom no sealing is recorded, or not yet: an append that was under way may still come */
export type Finished = {
  readonly finished: readonly FinishedArchive[];
  readonly problems: readonly { readonly memberId: string; readonly sentence: string }[];
  readonly unsealed: readonly ArchiveName[];
};

/**
 * Does what is left after sealings that the log holds: nothing is taken away whose archive does not lie on the disk and prove
 * itself. The keys go first, then the bytes. Each may be done again, so that whoever comes after a crash goes on.
 */
export async function finishSealings(parts: FinishParts, names: readonly ArchiveName[]): Promise<Finished> {
  const ready: (ArchiveName & { readonly archive: SealedArchive })[] = [];
  const problems: Finished["problems"][number][] = [];
  const unsealed: ArchiveName[] = [];
  for (const name of names) {
    const archive = sealingIn((await parts.read(memberStream(name.memberId))).events);
    if (!archive) {
      unsealed.push(name);
      continue;
    }
    const fault = archive.digest === name.digest ? await faultOf(parts, name, archive) : null;
    if (archive.digest !== name.digest) await parts.archives.drop(name);
    else if (fault === null) ready.push({ ...name, archive });
    else problems.push({ memberId: name.memberId, sentence: fault });
  }
  if (ready.length > 0) await parts.forget(ready.map(({ memberId }) => memberId));
  const finished: FinishedArchive[] = [];
  for (const { archive, ...name } of ready) {
    await parts.tombstones.place(memberStream(name.memberId), archive.events);
    finished.push({ ...name, path: await parts.archives.keep(name) });
  }
  return { finished, problems, unsealed };
}

const sealingIn = (events: readonly Recorded<MusterEvent>[]): SealedArchive | undefined => {
  const seal = events.findLast((event) => event.type === "MemberSealed");
  return seal?.data.archive;
};

/** What is wrong with an archive as it lies on the disk; null where it holds all that was sealed. */
async function faultOf(
  { archives, keys }: FinishParts,
  name: ArchiveName,
  { events }: SealedArchive,
): Promise<string | null> {
  const bytes = await archives.read(name);
  const told = "nothing of them was taken away. Restore it from its backup, then run this again.";
  if (!bytes) return `The archive ${name.digest} is gone; ${told}`;
  if (sha256Hex(bytes) !== name.digest) return `The archive ${name.digest} was changed; ${told}`;
  const report = await checkBundle([bytes], undefined, await keys.published());
  if (!report.ok || report.unsigned > 0 || report.events !== events)
    return `The archive ${name.digest} does not prove itself; ${told}`;
  return null;
}
