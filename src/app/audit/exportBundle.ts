import { createHash, randomUUID } from "node:crypto";
import type { Actor } from "../../domain/kernel/actor.ts";
import { memberStream } from "../../domain/event.ts";
import { emptyChain, type Link } from "../../projections/ledger.ts";
import type { EventCodec } from "../codec/eventCodec.ts";
import { tombstoneIn } from "../codec/tombstone.ts";
import { recordedAtOf } from "../codec/recordedAt.ts";
import { readHeads } from "../ledger/checkHeads.ts";
import { faultList } from "../ledger/faults.ts";
import { chain, hex } from "../ledger/hashing.ts";
import { lookAhead, oneByOne } from "../ledger/lookAhead.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventLog, Position, Stored } from "../ports/eventLog.ts";
import type { HeadFile } from "../ports/headSink.ts";
import type { PublicKey, SigningKeys } from "../ports/signingKeys.ts";
import { auditTable } from "./auditTable.ts";
import { type BundleLine, endText, lineText } from "./bundle.ts";
import { recordExport } from "./recordExport.ts";

export type ExportParts = {
  readonly log: EventLog;
  readonly codec: EventCodec;
  readonly clock: Clock;
  readonly timezone: string;
  readonly keys: SigningKeys;
  readonly file: HeadFile;
  /** Brings the ledger to the log's end, and signs that. */
  bringUp(to: Position): Promise<unknown>;
};

/**
 * Which events, by when they were recorded: instants, UTC. What is not given is not bounded.
 * @property about a member, whose events alone are shown
 */
export type ExportAsked = {
  readonly from: string | null;
  readonly to: string | null;
  readonly about: string | null;
  readonly actor: Actor;
};

/** Where the parts of a bundle go: its lines, and the table. */
export type BundleTarget = { line(text: string): Promise<void>; table(text: string): Promise<void> };

export type Exported = {
  readonly bundleId: string;
  readonly events: number;
  readonly digest: string;
  readonly unsigned: number;
  readonly keyId: string;
};

/**
 * Hands out events as they are stored, with what proves them, and says so in the log before the last line: a bundle without
 * it is none. What is not asked for stands there as its hash, so that the chain can be followed to the signed heads.
 */
export async function exportBundle(parts: ExportParts, asked: ExportAsked, target: BundleTarget): Promise<Exported> {
  const bundleId = randomUUID();
  await parts.bringUp(await parts.log.head());
  const keys = await parts.keys.published();
  const sums = { lines: createHash("sha256"), table: createHash("sha256") };
  const write = async (line: BundleLine) => {
    const text = lineText(line);
    sums.lines.update(text);
    await target.line(text);
  };
  const { about, actor, from, to } = asked;
  const start = await startOf(parts, keys, from);
  const now = parts.clock.now().toISOString();
  await write({
    ...{ kind: "begin", version: 1, bundleId, from, to, about, exportedAt: now, exportedBy: actor },
    start: { count: start.count, hash: hex(start.hash) },
  });
  for (const key of keys) await write({ kind: "key", ...key });
  const walked = await walk(parts, asked, {
    ...{ start, write, keys },
    async table(text) {
      sums.table.update(text);
      await target.table(text);
    },
  });
  const digest = sums.lines.digest("hex");
  const signer = await parts.keys.signer();
  const end = { events: walked.events, digest, table: sums.table.digest("hex") };
  await recordExport(parts, actor, { bundleId, from, to, ofMember: about, events: walked.events, digest });
  await target.line(lineText({ kind: "end", ...end, keyId: signer.keyId, signature: signer.sign(endText(end)) }));
  return { bundleId, digest, keyId: signer.keyId, ...walked };
}

type Start = Link & { readonly position: Position };

/** The newest head that was signed before: all that it vouches for was recorded before that. */
async function startOf({ file }: ExportParts, keys: readonly PublicKey[], from: string | null): Promise<Start> {
  let start: Start = { ...emptyChain, position: 0n };
  if (from === null) return start;
  for await (const { head } of readHeads(file, keys, faultList()))
    if (head.signedAt < from)
      start = { count: head.count, hash: Buffer.from(head.hash, "hex"), position: BigInt(head.position) };
  return start;
}

type Walk = {
  readonly start: Start;
  readonly keys: readonly PublicKey[];
  write(line: BundleLine): Promise<void>;
  table(text: string): Promise<void>;
};

/** Goes on after the last event that is shown until a head vouches for it. */
async function walk({ log, codec, file }: ExportParts, asked: ExportAsked, into: Walk) {
  const { start, keys } = into;
  const heads = lookAhead(oneByOne(readHeads(file, keys, faultList())));
  const tableOf = auditTable();
  const count = { events: 0, shown: 0, signed: start.count };
  let link: Link = start;
  await into.table(tableOf([]));
  for await (const page of log.readAll(start.position)) {
    const shown: Stored[] = [];
    for (const event of page) {
      const entry = chain.entryHash({ ...event, digest: chain.digest(event.bytes) });
      link = chain.next(link, entry);
      if (!tombstoneIn(event.bytes) && isAsked(event, asked)) {
        shown.push(event);
        await into.write(eventLine(event));
        count.shown = link.count;
      } else await into.write({ kind: "entry", hash: hex(entry) });
      for (let read = await heads.next(); read && read.head.count <= link.count; read = await heads.next()) {
        if (read.head.count === link.count) {
          await into.write({ kind: "head", line: read.line });
          count.signed = link.count;
        }
        heads.pass();
      }
      if (isPast(event, asked) && count.signed >= count.shown) break;
    }
    count.events += shown.length;
    if (shown.length > 0) await into.table(tableOf(await codec.decode(shown)));
    const last = page.at(-1);
    if (last && isPast(last, asked) && count.signed >= count.shown) break;
  }
  return { events: count.events, unsigned: Math.max(0, count.shown - count.signed) };
}

export const eventLine = ({ position, stream, revision, eventId, type, bytes }: Stored): BundleLine => ({
  ...{ kind: "event", position: String(position), stream, revision: String(revision), eventId, type },
  bytes: Buffer.from(bytes).toString("base64"),
});

function isAsked(event: Stored, { from, to, about }: ExportAsked): boolean {
  if (about !== null && event.stream !== memberStream(about)) return false;
  const at = recordedAt(event);
  return at === undefined || ((from === null || at >= from) && (to === null || at <= to));
}

const isPast = (event: Stored, { to }: ExportAsked): boolean => to !== null && (recordedAt(event) ?? to) > to;

/** What does not say when it was recorded is shown rather than left out. */
function recordedAt(event: Stored): string | undefined {
  try {
    return recordedAtOf(event);
  } catch {
    return undefined;
  }
}
