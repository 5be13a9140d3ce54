import { emptyChain, type Link } from "../../projections/ledger.ts";
import { type BundleLine } from "../audit/bundle.ts";
import { eventLine } from "../audit/exportBundle.ts";
import { readHeads, type ReadHead } from "../ledger/checkHeads.ts";
import { faultList } from "../ledger/faults.ts";
import { chain, hex } from "../ledger/hashing.ts";
import type { EventLog, Position, Stored } from "../ports/eventLog.ts";
import type { HeadFile } from "../ports/headSink.ts";
import type { LedgerTable } from "../ports/ledger.ts";
import type { SigningKeys } from "../ports/signingKeys.ts";
import { Unproved } from "./failures.ts";

export type ProofParts = {
  readonly log: EventLog;
  readonly table: LedgerTable;
  readonly keys: SigningKeys;
  readonly file: HeadFile;
};

/** An event, and where the chain stands before it. */
type Located = { readonly event: Stored; readonly before: Link & { readonly position: Position } };

/** Finds where the chain stands before each event, by halving: the ledger is in the order of positions. */
export async function locate({ table }: ProofParts, events: readonly Stored[]): Promise<readonly Located[]> {
  const { count: all } = await table.standing();
  const found: Located[] = [];
  for (const event of events) {
    let before: Located["before"] = found.at(-1)?.before ?? { ...emptyChain, position: 0n };
    let high = all;
    while (before.count < high) {
      const middle = Math.ceil((before.count + high) / 2);
      const row = await table.rowAt(middle);
      if (row && row.position < event.position) before = row;
      else high = middle - 1;
    }
    found.push({ event, before });
  }
  return found;
}

/** Finds the first head at or after a place in the chain. The file is read when it is first asked, and when that is not enough. */
export type HeadIndex = (count: number) => Promise<ReadHead | undefined>;

export function headIndex({ file, keys }: Pick<ProofParts, "file" | "keys">): HeadIndex {
  let known: readonly ReadHead[] = [];
  return async (count) => {
    if ((known.at(-1)?.head.count ?? 0) < count) {
      const heads: ReadHead[] = [];
      for await (const read of readHeads(file, await keys.published(), faultList())) heads.push(read);
      known = heads;
    }
    let [low, high] = [0, known.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((known[middle]?.head.count ?? 0) < count) low = middle + 1;
      else high = middle;
    }
    return known[low];
  };
}

/**
 * The lines that prove a stream's events: for each the chain from just before it to the next signed head, what lies between
 * as its hash. What no event of the stream is in is leapt over.
 */
export async function* proofLines(
  { log }: ProofParts,
  located: readonly Located[],
  heads: HeadIndex,
): AsyncGenerator<BundleLine> {
  let reached = located[0]?.before.count ?? 0;
  for (const { event, before } of located) {
    if (before.count < reached) continue;
    const end = await heads(before.count + 1);
    if (!end) throw new Unproved(`No signed head vouches for the event at position ${event.position}.`);
    if (before.count > reached) yield { kind: "link", count: before.count, hash: hex(before.hash) };
    let link: Link = before;
    for await (const page of log.readAll(before.position, { pageSize: 200 })) {
      for (const each of page) {
        if (link.count === end.head.count) break;
        const entry = chain.entryHash({ ...each, digest: chain.digest(each.bytes) });
        link = chain.next(link, entry);
        yield each.stream === event.stream ? eventLine(each) : { kind: "entry", hash: hex(entry) };
      }
      if (link.count === end.head.count) break;
    }
    yield { kind: "head", line: end.line };
    reached = link.count;
  }
}
