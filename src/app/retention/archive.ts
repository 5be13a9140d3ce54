import { createHash, randomUUID } from "node:crypto";
import type { MusterEvent } from "../../domain/event.ts";
import type { Actor } from "../../domain/kernel/actor.ts";
import type { Recorded } from "../../domain/recorded.ts";
import { type BundleLine, endText, lineText } from "../audit/bundle.ts";
import { keyIdOf } from "../codec/eventCodec.ts";
import { sha256Hex, hex } from "../ledger/hashing.ts";
import type { ArchiveKeys, ArchiveName } from "../ports/archives.ts";
import type { Clock } from "../ports/clock.ts";
import type { DataKeys } from "../ports/dataKeys.ts";
import type { Stored } from "../ports/eventLog.ts";
import type { Sealing } from "../ports/sealing.ts";
import type { ReadStreamFrom } from "../streamReader.ts";
import { type HeadIndex, locate, proofLines, type ProofParts } from "./proof.ts";
import { aroundOf, type Around } from "./surroundings.ts";

export type ArchiveParts = ProofParts & {
  readonly read: ReadStreamFrom;
  readonly clock: Clock;
  readonly dataKeys: DataKeys;
  readonly sealing: Sealing;
  readonly archiveKeys: ArchiveKeys;
};

/** What opens an archive, and what its rows are made of beside its events. */
export type Replay = { readonly keys: readonly { readonly keyId: string; readonly key: string }[] } & Around;

export const replayContext = (memberId: string): string => `muster archive 1/${memberId}`;

/** Positions and revisions are no numbers of JSON. */
export const replayText = (replay: Replay): string =>
  JSON.stringify(replay, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));

export const parseReplay = (text: string): Replay =>
  JSON.parse(text, (_, value: unknown) =>
    typeof value === "string" && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  ) as Replay;

type Whom = {
  readonly memberId: string;
  readonly stored: readonly Stored[];
  readonly events: readonly Recorded<MusterEvent>[];
  readonly actor: Actor;
  readonly heads: HeadIndex;
};

/**
 * The text of a member's archive: a bundle of all their events as they are stored, with what proves them, and sealed under
 * the archives' key what opens them.
 */
export async function archiveText(
  parts: ArchiveParts,
  { memberId, stored, events, actor, heads }: Whom,
): Promise<ArchiveName & { readonly text: string }> {
  const located = await locate(parts, stored);
  const sum = createHash("sha256");
  const texts: string[] = [];
  const write = (line: BundleLine) => {
    const text = lineText(line);
    sum.update(text);
    texts.push(text);
  };
  const start = located[0]?.before ?? { count: 0, hash: new Uint8Array(32) };
  write({
    ...{ kind: "begin", version: 1, bundleId: randomUUID(), from: null, to: null, about: memberId },
    ...{ exportedAt: parts.clock.now().toISOString(), exportedBy: actor },
    start: { count: start.count, hash: hex(start.hash) },
  });
  for (const key of await parts.keys.published()) write({ kind: "key", ...key });
  for await (const line of proofLines(parts, located, heads)) write(line);
  write({ kind: "replay", ...(await sealedReplay(parts, memberId, { stored, events })) });
  const signer = await parts.keys.signer();
  const end = { events: stored.length, digest: sum.digest("hex"), table: sha256Hex("") };
  texts.push(lineText({ kind: "end", ...end, keyId: signer.keyId, signature: signer.sign(endText(end)) }));
  const text = texts.join("");
  return { memberId, digest: sha256Hex(text), text };
}

async function sealedReplay(
  { read, dataKeys, sealing, archiveKeys }: ArchiveParts,
  memberId: string,
  { stored, events }: Pick<Whom, "stored" | "events">,
) {
  const loaded = await dataKeys.load([...new Set(stored.flatMap((event) => keyIdOf(event) ?? []))]);
  const keys = [...loaded.values()].flatMap((key) =>
    key === "destroyed" ? [] : [{ keyId: key.keyId, key: Buffer.from(key.bytes).toString("base64") }],
  );
  const text = replayText({ keys, ...(await aroundOf(read, events)) });
  return sealing.seal(await archiveKeys.present(), replayContext(memberId), text);
}
