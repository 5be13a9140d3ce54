import { emptyChain, type Link, sameHash } from "../../projections/ledger.ts";
import type { Position, Stored } from "../ports/eventLog.ts";
import type { HeadFile } from "../ports/headSink.ts";
import type { LedgerRow, LedgerStanding, LedgerTable } from "../ports/ledger.ts";
import type { PublicKey, SigningKeys } from "../ports/signingKeys.ts";
import { type ReadHead, readHeads } from "./checkHeads.ts";
import { type Faults, faultList } from "./faults.ts";
import { chain } from "./hashing.ts";
import { type Head, type LogKind, parseHead } from "./head.ts";
import { lookAhead, type LookAhead, oneByOne } from "./lookAhead.ts";

export type LedgerCheckParts = {
  readonly kind: LogKind;
  readonly table: LedgerTable;
  readonly file: HeadFile;
  readonly keys: SigningKeys;
};

/**
 * What the ledger and its heads say.
 * @property signed the newest head that the log agrees with
 * @property unsigned how many events no head vouches for yet, and where they are
 * @property elsewhere the key by which another machine signed the newest head, if one did
 */
export type LedgerReport = {
  readonly rows: number;
  readonly heads: number;
  readonly signed: Pick<Head, "count" | "position" | "signedAt" | "keyId"> | null;
  readonly unsigned: { readonly events: number; readonly after: Position; readonly upTo: Position };
  readonly elsewhere: string | null;
};

type Start = Link & { readonly position: Position };

/** Compares a log, as it is read, with the ledger and with the signed heads; nothing in the database is taken at its word. */
export class LedgerCheck {
  readonly start: Start;
  readonly #kind: LogKind;
  readonly #standing: LedgerStanding;
  readonly #keys: readonly PublicKey[];
  readonly #rows: LookAhead<LedgerRow>;
  readonly #heads: LookAhead<ReadHead>;
  readonly #faults: Faults;
  #chain: Link;
  #position: Position;
  #row: Link;
  #counts = { rows: 0, heads: 0 };
  #agreed: Head | undefined;
  #contradicted = false;
  #newestSeen = false;

  private constructor(
    { kind, table, file }: LedgerCheckParts,
    {
      start,
      standing,
      keys,
      faults,
    }: { start: Start; standing: LedgerStanding; keys: readonly PublicKey[]; faults: Faults },
  ) {
    this.start = start;
    this.#kind = kind;
    this.#standing = standing;
    this.#keys = keys;
    this.#faults = faults;
    this.#rows = lookAhead(table.rows(start.count));
    this.#heads = lookAhead(oneByOne(readHeads(file, keys, faults)));
    [this.#chain, this.#row, this.#position] = [start, start, start.position];
  }

  /**
   * Begins before the log is read, so that the log holds whatever is signed.
   * @param from the position from which on it matters: it begins at the newest head before that
   */
  static async begin(parts: LedgerCheckParts, faults: Faults, from: Position = 0n): Promise<LedgerCheck> {
    const standing = await parts.table.standing();
    const keys = await parts.keys.published();
    let start: Start = { ...emptyChain, position: 0n };
    if (from > 1n)
      for await (const { head } of readHeads(parts.file, keys, faultList()))
        if (head.log === parts.kind && BigInt(head.position) < from) start = startAt(head);
    const check = new LedgerCheck(parts, { start, standing, keys, faults });
    await check.#nextHead();
    return check;
  }

  async take(page: readonly Stored[]): Promise<void> {
    for (const event of page) {
      const link = chain.after(this.#chain, event);
      // To wait for what is at hand would take as long as all the rest.
      if (!this.#isNextRow(event, link)) await this.#compareRow(event, link);
      this.#chain = link;
      this.#position = event.position;
      if ((this.#heads.atHand?.head.count ?? 0) <= link.count) await this.#compareHeads();
    }
  }

  /** Call it once the log was read to its end. */
  async finish(): Promise<LedgerReport> {
    await this.#rowsBefore(undefined);
    const { count, hash, position } = this.#standing;
    if (count >= this.start.count && (this.#row.count !== count || !sameHash(this.#row.hash, hash)))
      this.#faults.add("ledger", String(position), { column: "progress", live: count, expected: this.#row.count });
    for (let read = await this.#nextHead(); read; read = await this.#nextHead()) {
      this.#contradict(read.head, `a log of ${this.#chain.count} events`);
      this.#heads.pass();
    }
    this.#missNewest();
    const agreed = this.#agreed;
    const before = agreed ? startAt(agreed) : this.start;
    return {
      ...this.#counts,
      signed: agreed ? pick(agreed) : null,
      unsigned: { events: this.#chain.count - before.count, after: before.position, upTo: this.#position },
      elsewhere: this.#elsewhere()?.keyId ?? null,
    };
  }

  /** Goes past the next row where it is as it should be. */
  #isNextRow(event: Stored, link: Link & { readonly digest: Uint8Array }): boolean {
    const row = this.#rows.atHand;
    const fits =
      row?.position === event.position &&
      row.count === this.#row.count + 1 &&
      row.count <= this.#standing.count &&
      sameHash(row.hash, link.hash) &&
      sameHash(row.digest, link.digest);
    if (fits) this.#passRow(row);
    return fits;
  }

  async #compareRow(event: Stored, link: Link & { readonly digest: Uint8Array }): Promise<void> {
    const row = await this.#rowsBefore(event.position);
    const at = String(event.position);
    if (row?.position !== event.position) {
      if (event.position <= this.#standing.position)
        this.#faults.add("log", at, {
          live: `${event.type} in ${event.stream}`,
          expected: "no event, as the ledger has it",
        });
      return;
    }
    const expected = sameHash(this.#row.hash, this.#chain.hash)
      ? link
      : chain.next(this.#row, chain.entryHash({ ...event, digest: link.digest }));
    const told = { live: `${event.type} in ${event.stream}`, expected: "what the ledger has the hash of" };
    if (!sameHash(row.digest, link.digest)) this.#faults.add("log", at, { column: "bytes", ...told });
    else if (!sameHash(row.hash, expected.hash))
      this.#faults.add("log", at, { column: "stream, revision, event id or type", ...told });
    this.#passRow(row);
  }

  /** Passes the rows before a position, or all of them: events that are not in the log. Answers the next one. */
  async #rowsBefore(position: Position | undefined): Promise<LedgerRow | undefined> {
    for (;;) {
      const row = await this.#rows.next();
      // What was added since is not looked at.
      if (!row || row.count > this.#standing.count) return undefined;
      if (position !== undefined && row.position >= position) return row;
      this.#faults.add("log", String(row.position), { live: "no event", expected: "an event, as the ledger has it" });
      this.#passRow(row);
    }
  }

  #passRow({ count, hash, position }: LedgerRow): void {
    if (count !== this.#row.count + 1)
      this.#faults.add("ledger", String(position), { column: "count", live: count, expected: this.#row.count + 1 });
    this.#row = { count, hash };
    this.#counts.rows++;
    this.#rows.pass();
  }

  async #compareHeads(): Promise<void> {
    for (let read = await this.#nextHead(); read; read = await this.#nextHead()) {
      const { head } = read;
      if (head.count > this.#chain.count) return;
      if (!sameHash(Buffer.from(head.hash, "hex"), this.#chain.hash)) this.#contradict(head, "another hash");
      else if (head.log === this.#kind && BigInt(head.position) !== this.#position)
        this.#contradict(head, `position ${this.#position}`);
      else [this.#agreed, this.#counts.heads] = [head, this.#counts.heads + 1];
      this.#heads.pass();
    }
  }

  /** The next head of what is looked at. */
  async #nextHead(): Promise<ReadHead | undefined> {
    for (;;) {
      const read = await this.#heads.next();
      if (!read) return undefined;
      if (read.line === this.#standing.newestHead) this.#newestSeen = true;
      if (read.head.count > this.start.count) return read;
      if (read.head.count === this.start.count) this.#agreed = read.head;
      this.#heads.pass();
    }
  }

  /** The first one that the log is not in accord with; from there on all of them are so. */
  #contradict(head: Head, live: string): void {
    this.#counts.heads++;
    if (this.#contradicted) return;
    this.#contradicted = true;
    const since = this.#agreed ? `changed after position ${this.#agreed.position}` : "changed somewhere before";
    this.#faults.add("heads", head.position, {
      column: "hash",
      live: `${live}: ${since}`,
      expected: `${head.count} events with the hash ${head.hash}, signed ${head.signedAt} by ${head.keyId}`,
    });
  }

  #newest(): Head | undefined {
    return this.#standing.newestHead === null ? undefined : parseHead(this.#standing.newestHead);
  }

  #elsewhere(): Head | undefined {
    const newest = this.#newest();
    return newest && !this.#keys.some(({ keyId }) => keyId === newest.keyId) ? newest : undefined;
  }

  /** Another machine's heads are in its own file. */
  #missNewest(): void {
    const newest = this.#newest();
    if (this.#newestSeen || this.#standing.newestHead === null || this.#elsewhere()) return;
    this.#faults.add("heads", newest?.position ?? "*", {
      live: "a file that ends before",
      expected: newest ? `the head signed ${newest.signedAt}: the file was cut` : "the head that the database names",
    });
  }
}

const startAt = ({ count, hash, position }: Head): Start => ({
  ...{ count, hash: Buffer.from(hash, "hex"), position: BigInt(position) },
});

const pick = ({ count, position, signedAt, keyId }: Head): NonNullable<LedgerReport["signed"]> => ({
  ...{ count, position, signedAt, keyId },
});
