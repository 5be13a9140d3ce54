import { sameHash } from "../../projections/ledger.ts";
import type { EventLog } from "../ports/eventLog.ts";
import type { HeadFile, HeadSink } from "../ports/headSink.ts";
import type { LedgerLead, LedgerStanding } from "../ports/ledger.ts";
import type { SigningKeys } from "../ports/signingKeys.ts";
import { LedgerContradicted } from "./failures.ts";
import { hex, sha256Hex } from "./hashing.ts";
import { type Head, type LogKind, parseHead, signedLine } from "./head.ts";

/** @property sink another system that gets each head after the file has it, if any */
export type HeadSigningParts = {
  readonly log: EventLog;
  readonly kind: LogKind;
  readonly keys: SigningKeys;
  readonly file: HeadFile;
  readonly sink?: HeadSink | undefined;
  readonly now: () => Date;
};

/** Signs where the ledger stands, unless that is signed, and hands the head on. */
export function headSigning({ log, kind, keys, file, sink, now }: HeadSigningParts) {
  let own: { readonly line: string; readonly count: number } | undefined;

  /** Whether there is anything to sign after a line; what another process wrote last is compared first. */
  async function goesOn(lead: LedgerLead, at: LedgerStanding, line: string): Promise<boolean> {
    if (line === own?.line) return own.count < at.count;
    const last = parseHead(line);
    if (!last) throw contradicted("its last line is no signed head");
    await refuseCut({ keys, file }, at, last);
    if (last.count > at.count) {
      // The ledger may have to catch up first.
      if ((await log.head()) > at.position) return false;
      throw contradicted(`it tells of ${last.count} events up to position ${last.position}, the log has ${at.count}`);
    }
    const row = last.count === at.count ? at : await lead.rowAt(last.count);
    if (!row || !sameHash(row.hash, Buffer.from(last.hash, "hex")))
      throw contradicted(`up to position ${last.position} the log's events have another hash`);
    return last.count < at.count;
  }

  const contradicted = (why: string) =>
    new LedgerContradicted(
      `The log is not what was signed in ${file.place}: ${why}. Nothing is signed until this is settled; muster verify tells more.`,
    );

  return {
    /** @throws {LedgerContradicted} */
    async sign(lead: LedgerLead, at: LedgerStanding): Promise<void> {
      const { count, position, hash } = at;
      const before = await file.last();
      if (count === 0 || (before !== undefined && !(await goesOn(lead, at, before)))) return;
      const signer = await keys.signer();
      const line = signedLine(
        {
          ...{ count, position: String(position), hash: hex(hash), log: kind, signedAt: now().toISOString() },
          previous: before === undefined ? null : sha256Hex(before),
        },
        signer,
      );
      await file.append(line);
      own = { line, count };
      await lead.noteHead(line);
      await sink?.append(line);
    },
  };
}

/** The database knows of a newer head that was signed here: to sign another one would cover that up. */
async function refuseCut(
  { keys, file }: Pick<HeadSigningParts, "keys" | "file">,
  { newestHead }: LedgerStanding,
  last: Head,
): Promise<void> {
  const newest = newestHead === null ? undefined : parseHead(newestHead);
  if (!newest || newest.count <= last.count) return;
  if (!(await keys.published()).some(({ keyId }) => keyId === newest.keyId)) return;
  throw new LedgerContradicted(
    `The file of heads ${file.place} was cut: it ends before the head that was signed ${newest.signedAt}. Put it back, or move it to where you keep records and a new one is begun. Nothing is signed until then; muster verify tells more.`,
  );
}
