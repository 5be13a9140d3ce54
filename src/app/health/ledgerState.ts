import { type Head, parseHead } from "../ledger/head.ts";
import type { Position } from "../ports/eventLog.ts";
import type { HeadFile } from "../ports/headSink.ts";
import type { LedgerTable } from "../ports/ledger.ts";
import type { SigningKeys } from "../ports/signingKeys.ts";

/**
 * Where the ledger stands, and how far it is signed, as far as that is seen without reading the log.
 * @property signed the newest head, in this machine's file or, signed `elsewhere`, by another machine
 * @property fault what is wrong with the file of heads
 */
export type LedgerState = {
  readonly position: Position;
  readonly signed: Pick<Head, "position" | "count" | "signedAt" | "keyId"> | null;
  readonly elsewhere: boolean;
  readonly fault: string | null;
};

type Parts = {
  readonly table: Pick<LedgerTable, "standing">;
  readonly file: Pick<HeadFile, "last">;
  readonly keys: Pick<SigningKeys, "published">;
};

export async function ledgerState({ table, file, keys }: Parts): Promise<LedgerState> {
  const { position, newestHead } = await table.standing();
  const [line, published] = [await file.last(), await keys.published()];
  const isKnown = ({ keyId }: Head) => published.some((key) => key.keyId === keyId);
  const newest = newestHead === null ? undefined : parseHead(newestHead);
  const elsewhere = newest !== undefined && !isKnown(newest);
  const own = line === undefined ? undefined : parseHead(line);
  const head = elsewhere ? newest : own;
  const found = { position, signed: head ? picked(head) : null, elsewhere };
  if (line !== undefined && !own) return { ...found, fault: "The last line of the file of heads is no head." };
  if (own && !isKnown(own)) return { ...found, fault: "The newest head is signed with a key that is not known here." };
  const isCut = newest !== undefined && !elsewhere && (own?.count ?? 0) < newest.count;
  return { ...found, fault: isCut ? "The file of heads is gone, or was cut." : null };
}

const picked = ({ position, count, signedAt, keyId }: Head): NonNullable<LedgerState["signed"]> => ({
  ...{ position, count, signedAt, keyId },
});
