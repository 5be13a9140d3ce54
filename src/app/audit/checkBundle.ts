import { createHash } from "node:crypto";
import { emptyChain, type Link } from "../../projections/ledger.ts";
import { hex, plainChain as chain } from "../ledger/hashing.ts";
import { type Head, parseHead, signedText } from "../ledger/head.ts";
import { type CheckSignature, signaturesBy } from "../ledger/signatures.ts";
import type { PublicKey } from "../ports/signingKeys.ts";
import { type BundleBegin, type BundleEnd, type BundleLine, endText, parseLine } from "./bundle.ts";

/**
 * What a bundle proves.
 * @property unsigned how many of its events no head in it vouches for
 * @property keys the ids of the keys that signed it; `trusted` says that they were given, and not taken from the bundle
 */
export type BundleReport = {
  readonly ok: boolean;
  readonly faults: readonly { readonly line: number; readonly fault: string }[];
  readonly bundle: Omit<BundleBegin, "kind" | "version" | "start"> | null;
  readonly events: number;
  readonly heads: number;
  readonly unsigned: number;
  readonly keys: readonly string[];
  readonly trusted: boolean;
};

type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Checks a bundle by itself: no database and no home is asked.
 * @param table the readable table beside it; undefined where it is not there
 * @param trusted keys from where the exporter published them; without, those in the bundle are taken, which proves that it
 * is whole and not who made it
 */
export async function checkBundle(
  bundle: Bytes,
  table: Bytes | undefined,
  trusted?: readonly PublicKey[],
): Promise<BundleReport> {
  const check = new BundleCheck(trusted);
  for await (const line of linesOf(bundle)) check.take(line);
  return check.finish(table && (await digestOf(table)));
}

class BundleCheck {
  readonly #trusted: readonly PublicKey[] | undefined;
  readonly #faults: { line: number; fault: string }[] = [];
  readonly #sum = createHash("sha256");
  readonly #own: PublicKey[] = [];
  readonly #used = new Set<string>();
  #check: CheckSignature | undefined;
  #begin: BundleBegin | undefined;
  #end: BundleEnd | undefined;
  #link: Link = emptyChain;
  #count = { lines: 0, events: 0, heads: 0, shown: 0, signed: 0, left: 0 };

  constructor(trusted: readonly PublicKey[] | undefined) {
    this.#trusted = trusted;
  }

  take({ bytes, ended }: RawLine): void {
    this.#count.lines++;
    const line = ended ? parseLine(bytes.toString()) : undefined;
    if (!line || !Buffer.from(bytes.toString()).equals(bytes)) this.#fault("is no line of a bundle");
    else if (this.#end) this.#fault("stands after the end");
    else if ((line.kind === "begin") !== (this.#count.lines === 1)) this.#fault("is not where the bundle begins");
    else this.#take(line);
    if (line?.kind !== "end") this.#sum.update(bytes).update("\n");
  }

  #take(line: BundleLine): void {
    switch (line.kind) {
      case "begin":
        this.#begin = line;
        this.#link = { count: line.start.count, hash: Buffer.from(line.start.hash, "hex") };
        this.#count.signed = line.start.count;
        return;
      case "key":
        if (this.#check) {
          this.#fault("is a key after what it could have signed");
          return;
        }
        this.#own.push(line);
        return;
      case "event":
        this.#link = chain.after(this.#link, {
          ...{ stream: line.stream, revision: BigInt(line.revision), eventId: line.eventId, type: line.type },
          bytes: Buffer.from(line.bytes, "base64"),
        });
        this.#count.events++;
        this.#count.shown = this.#link.count;
        return;
      case "entry":
        this.#link = chain.next(this.#link, Buffer.from(line.hash, "hex"));
        return;
      case "link":
        this.#leap(line);
        return;
      case "replay":
        return;
      case "head":
        this.#head(parseHead(line.line));
        return;
      case "end":
        this.#end = line;
        return;
    }
  }

  /** What was shown since the last head is vouched for by none. */
  #leap({ count, hash }: Extract<BundleLine, { kind: "link" }>): void {
    if (count <= this.#link.count) this.#fault("goes back in the chain");
    this.#count.left += Math.max(0, this.#count.shown - this.#count.signed);
    this.#link = { count, hash: Buffer.from(hash, "hex") };
    this.#count.signed = count;
  }

  #head(head: Head | undefined): void {
    if (head?.count !== this.#link.count || head.hash !== hex(this.#link.hash)) {
      this.#fault("has no head of the events before it");
      return;
    }
    this.#signature(head.keyId, signedText(head), head.signature);
    this.#count.heads++;
    this.#count.signed = head.count;
  }

  #signature(keyId: string, text: string, signature: string): void {
    this.#check ??= signaturesBy(this.#trusted ?? this.#own);
    const found = this.#check(keyId, text, signature);
    this.#used.add(keyId);
    if (found === "unknown-key") this.#fault(`is signed with the key ${keyId}, which is not known`);
    else if (found === "bad") this.#fault(`has a signature that is not the key's ${keyId}`);
  }

  finish(table: string | undefined): BundleReport {
    const end = this.#end;
    if (!end) this.#fault("is not the end: the bundle was cut");
    else {
      if (end.digest !== this.#sum.digest("hex")) this.#fault("has the digest of another bundle");
      if (end.events !== this.#count.events) this.#fault(`tells of ${end.events} events`);
      if (table !== undefined && end.table !== table) this.#fault("has the digest of another table");
      this.#signature(end.keyId, endText(end), end.signature);
    }
    const { kind: _, version: __, start: ___, ...bundle } = this.#begin ?? ({} as Partial<BundleBegin>);
    const { events, heads, shown, signed, left } = this.#count;
    return {
      ...{ ok: this.#faults.length === 0, faults: this.#faults.slice(0, 100) },
      bundle: this.#begin ? (bundle as BundleReport["bundle"]) : null,
      ...{ events, heads, unsigned: left + Math.max(0, shown - signed) },
      ...{ keys: [...this.#used], trusted: this.#trusted !== undefined },
    };
  }

  #fault(fault: string): void {
    this.#faults.push({ line: this.#count.lines, fault });
  }
}

type RawLine = { readonly bytes: Buffer; readonly ended: boolean };

async function* linesOf(chunks: Bytes): AsyncGenerator<RawLine> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    for (let end; (end = rest.indexOf(0x0a)) >= 0; rest = rest.subarray(end + 1))
      yield { bytes: rest.subarray(0, end), ended: true };
  }
  if (rest.length > 0) yield { bytes: rest, ended: false };
}

async function digestOf(chunks: Bytes): Promise<string> {
  const sum = createHash("sha256");
  for await (const chunk of chunks) sum.update(chunk);
  return sum.digest("hex");
}
