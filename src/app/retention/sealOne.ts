import { createHash } from "node:crypto";
import { memberStream, type MusterEvent } from "../../domain/event.ts";
import { Rejection } from "../../domain/kernel/rejection.ts";
import type { SealedArchive, SealedRemains } from "../../domain/member/messages.ts";
import type { Recorded } from "../../domain/recorded.ts";
import { streamFacts } from "../../projections/figures/streamFacts.ts";
import { checkBundle } from "../audit/checkBundle.ts";
import { recordedAtOf } from "../codec/recordedAt.ts";
import { tombstoneBytes } from "../codec/tombstone.ts";
import type { CommandHandler } from "../commandHandler.ts";
import type { CommandContext } from "../handling.ts";
import { newCommandId } from "../ids.ts";
import { sha256Hex } from "../ledger/hashing.ts";
import { isDomainEvent } from "../outcome.ts";
import type { Archives } from "../ports/archives.ts";
import { type Position, type Revision, type Stored, StreamConflict } from "../ports/eventLog.ts";
import { BadArchive } from "./failures.ts";
import { type ArchiveParts, archiveText } from "./archive.ts";
import type { HeadIndex } from "./proof.ts";
import { sealedText } from "./sealedText.ts";

export type SealParts = ArchiveParts & {
  readonly archives: Archives;
  readonly timezone: string;
  readonly years: number;
  readonly handle: CommandHandler["handle"];
  /** Brings the ledger to a position, and signs that. */
  bringUp(to: Position): Promise<unknown>;
};

/** Who runs it, and why. */
export type By = Pick<CommandContext, "actor" | "reason" | "correlationId">;

/** What came of one member: sealed, with the archive's digest, or not, and why. */
export type SealOutcome =
  | { readonly kind: "sealed"; readonly digest: string; readonly events: number; readonly position: Position }
  | { readonly kind: "skipped"; readonly code: string; readonly sentence: string };

/**
 * Writes a member's archive, then records that they are sealed: at the very revision that was archived, so that nothing that
 * was recorded meanwhile is lost. Nothing is taken away yet.
 */
export async function sealOne(
  parts: SealParts,
  memberId: string,
  { by, heads }: { readonly by: By; readonly heads: HeadIndex },
): Promise<SealOutcome> {
  const stream = memberStream(memberId);
  await parts.bringUp(await parts.log.head());
  const { events, revision } = await parts.read(stream);
  const stored = await upTo(parts, stream, revision);
  const archive = await archiveText(parts, { memberId, stored, events, heads, actor: by.actor });
  await refuseBad(parts, archive.text);
  await parts.archives.write(archive, archive.text);
  const signed = await signedArchive(parts, stored, archive.digest);
  const data = { memberId, on: parts.clock.today(parts.timezone), years: parts.years };
  const remains = { ...factsOf(events), archive: signed };
  const newest = events.findLast(isDomainEvent)?.revision;
  try {
    const context = { ...by, commandId: newCommandId(), ...(newest !== undefined && { expectedRevision: newest }) };
    const { events: recorded, position } = await parts.handle(
      [{ type: "SealMember", data: { ...data, remains } }],
      context,
    );
    if (recorded.length > 0) return { kind: "sealed", digest: archive.digest, events: stored.length, position };
    await parts.archives.drop(archive);
    return { kind: "skipped", code: "member-sealed", sentence: "Somebody else has sealed them meanwhile." };
  } catch (error) {
    if (!(error instanceof Rejection || error instanceof StreamConflict)) throw error;
    await parts.archives.drop(archive);
    const code = error instanceof Rejection ? error.code : "revision-conflict";
    return { kind: "skipped", code, sentence: error.message };
  }
}

async function upTo({ log }: SealParts, stream: string, revision: Revision): Promise<readonly Stored[]> {
  const stored: Stored[] = [];
  for await (const page of log.readStream(stream)) stored.push(...page.filter((event) => event.revision <= revision));
  return stored;
}

async function refuseBad({ keys }: SealParts, text: string): Promise<void> {
  const { ok, unsigned, faults } = await checkBundle([Buffer.from(text)], undefined, await keys.published());
  if (!ok || unsigned > 0)
    throw new BadArchive(
      `The archive does not prove itself: ${faults.map(({ line, fault }) => `line ${line} ${fault}`).join("; ") || `no head vouches for ${unsigned} of its events`}. Run muster verify.`,
    );
}

/** What the tombstones will be is known before they are there. */
async function signedArchive(parts: SealParts, stored: readonly Stored[], digest: string): Promise<SealedArchive> {
  const sum = createHash("sha256");
  for (const event of stored)
    sum.update(tombstoneBytes({ digest: sha256Hex(event.bytes), recordedAt: recordedAtOf(event) }));
  const told = { events: stored.length, tombstones: sum.digest("hex"), digest };
  const signer = await parts.keys.signer();
  return { ...told, keyId: signer.keyId, signature: signer.sign(sealedText(stored[0]?.stream ?? "", told)) };
}

/** What figures know of somebody who left. */
function factsOf(events: readonly Recorded<MusterEvent>[]): Pick<SealedRemains, "stays" | "covers"> {
  const { stays, covers } = streamFacts(events);
  return {
    stays: stays.flatMap(({ memberId: _, to, ends, ...stay }) =>
      to === null || ends === null ? [] : [{ ...stay, to, ends }],
    ),
    covers: covers.flatMap(({ memberId: _, to, ends, ...cover }) =>
      to === null || ends === null ? [] : [{ ...cover, to, ends }],
    ),
  };
}
