import type pg from "pg";
import { chain } from "../../../src/app/ledger/hashing.ts";
import { emptyChain, type Link } from "../../../src/projections/ledger.ts";
import type { Random } from "../../support/random.ts";

/** What somebody with every right in the database does to events of which the last that is signed has a position. */
export type Tampering = (db: Db, random: Random, signed: number) => Promise<unknown>;
export type Db = Pick<pg.Pool, "query">;

const one = (random: Random, signed: number): number => 1 + random.below(signed);

function two(random: Random, signed: number): readonly [number, number] {
  const a = one(random, signed);
  const b = 1 + ((a + random.below(signed - 1)) % signed);
  return [Math.min(a, b), Math.max(a, b)];
}

const change =
  (column: string, to: (random: Random) => string): Tampering =>
  (db, random, signed) =>
    db.query(`update muster.events set ${column} = ${to(random)} where position = $1`, [one(random, signed)]);

const elsewhere = 1_000_000;
const swap =
  (columns: string): Tampering =>
  async (db, random, signed) => {
    const [a, b] = two(random, signed);
    const list = columns.split(", ").map((column) => `${column} = other.${column}`);
    await db.query(
      `update muster.events e set ${list.join(", ")} from muster.events other
     where e.position in ($1, $2) and other.position in ($1, $2) and e.position <> other.position`,
      [a, b],
    );
  };

const cutTail: Tampering = (db, random, signed) =>
  db.query("delete from muster.events where position >= $1", [one(random, signed)]);

/** Every kind of it, by a name that a failing test prints. */
export const tamperings: Readonly<Record<string, Tampering>> = {
  "a bit": async (db, random, signed) => {
    const at = one(random, signed);
    const { rows } = await db.query<{ bits: number }>(
      "select octet_length(bytes) * 8 as bits from muster.events where position = $1",
      [at],
    );
    const bit = random.below(rows[0]?.bits ?? 8);
    const sql = "update muster.events set bytes = set_bit(bytes, $2, 1 - get_bit(bytes, $2)) where position = $1";
    await db.query(sql, [at, bit]);
  },
  "bytes that grow": change("bytes", () => "bytes || ' '"),
  "bytes that shrink": change("bytes", () => "substring(bytes from 2)"),
  "no bytes": change("bytes", () => "''"),
  "a type": change("type", (random) => random.pick(["'Noted '", "'noted'", "'MemberErased'", "''"])),
  "an id": change("event_id", () => "gen_random_uuid()"),
  "a stream": change("stream", (random) => random.pick(["stream || 'x'", "'log'", "upper(stream)", "''"])),
  "a revision": change("revision", (random) => random.pick(["revision + 1", "revision + 100", "0 - revision - 1"])),
  "a boundary between stream and type": change(
    "stream",
    () => "stream || left(type, 1), type = substring(type from 2)",
  ),
  "an event's place": swap("stream, revision, event_id, type, bytes"),
  "whose bytes": swap("bytes"),
  "whose ids": swap("event_id"),
  "whose streams": swap("stream, revision"),
  "an event is gone": (db, random, signed) =>
    db.query("delete from muster.events where position = $1", [one(random, signed)]),
  "an event is gone, and the others closed up": async (db, random, signed) => {
    const at = one(random, signed);
    const { rows } = await db.query<{ stream: string; revision: string }>(
      "delete from muster.events where position = $1 returning stream, revision",
      [at],
    );
    await db.query("update muster.events set position = position - 1 where position > $1", [at]);
    await db.query("update muster.events set revision = revision - 1 where stream = $1 and revision > $2", [
      rows[0]?.stream,
      rows[0]?.revision,
    ]);
  },
  "many are gone": (db, random, signed) =>
    db.query("delete from muster.events where position % $1 = 0", [2 + random.below(Math.min(8, signed - 2))]),
  "all are gone": (db) => db.query("delete from muster.events"),
  "the tail is cut": cutTail,
  "the tail is cut, and another put in its place": async (db, random, signed) => {
    const from = one(random, signed);
    await db.query(
      `update muster.events set bytes = convert_to('{"forged":' || position || '}', 'UTF8'), event_id = gen_random_uuid()
       where position >= $1`,
      [from],
    );
  },
  "an event is put in": async (db, random, signed) => {
    const at = one(random, signed);
    await db.query("update muster.events set position = position + 1 where position >= $1", [at]);
    await db.query(
      "insert into muster.events values ($1, 'forged-' || gen_random_uuid(), 0, gen_random_uuid(), 'Noted', '{}')",
      [at],
    );
  },
  "an event is put in where no reader comes": (db, random) =>
    db.query(
      "insert into muster.events values ($1, 'forged-' || gen_random_uuid(), 0, gen_random_uuid(), 'Noted', '{}')",
      [-random.below(5)],
    ),
  "an event is doubled": (db, random, signed) =>
    db.query(
      `insert into muster.events select position, stream, revision, gen_random_uuid(), type, bytes from muster.events
       where position = $1`,
      [one(random, signed)],
    ),
  "an order": async (db, random, signed) => {
    const [a, b] = two(random, signed);
    await db.query("update muster.events set position = $1 + $2 - position where position between $1 and $2", [a, b]);
  },
  "an event is moved": async (db, random, signed) => {
    const [a, b] = two(random, signed);
    await db.query("update muster.events set position = $1 where position = $2", [elsewhere, a]);
    await db.query("update muster.events set position = position - 1 where position > $1 and position <= $2", [a, b]);
    await db.query("update muster.events set position = $2 where position = $1", [elsewhere, b]);
  },
  "positions are moved on": (db, random, signed) =>
    db.query("update muster.events set position = position + $2 where position >= $1", [
      one(random, signed),
      1 + random.below(9),
    ]),
  "the head's position": (db, random) =>
    db.query("update muster.head set position = position + $1", [random.pick([-3, -1, 1, 1000])]),
  "the head's instant": (db, random) =>
    db.query("update muster.head set recorded_at = recorded_at + $1 * interval '1 second'", [
      random.pick([-9, 1, 9_999_999]),
    ]),
  "a hash of the ledger": (db, random, signed) =>
    db.query("update muster.ledger set hash = sha256(hash) where count = $1", [one(random, signed)]),
  "a digest of the ledger": (db, random, signed) =>
    db.query("update muster.ledger set digest = sha256(digest) where count = $1", [one(random, signed)]),
  "a position of the ledger": (db, random, signed) =>
    db.query("update muster.ledger set position = position + 1 where count = $1", [one(random, signed)]),
  "rows of the ledger are gone": (db, random, signed) =>
    db.query("delete from muster.ledger where count >= $1", [one(random, signed)]),
  "how far the ledger is": (db, random) =>
    db.query("update muster.ledger_progress set count = count - 1, hash = sha256(hash), position = position - $1", [
      random.below(3),
    ]),
};

/** The head's row made to fit, and the ledger computed anew, by who knows how. */
export async function coverUp(db: Db): Promise<void> {
  await db.query("update muster.head set position = coalesce((select max(position) from muster.events), 0)");
  await db.query("delete from muster.ledger");
  type Row = { position: string; stream: string; revision: string; id: string; type: string; bytes: Buffer };
  const { rows } = await db.query<Row>(
    "select position, stream, revision, event_id as id, type, bytes from muster.events where position > 0 order by position",
  );
  const links: (Link & { readonly digest: Uint8Array; readonly position: string })[] = [];
  for (const { id: eventId, revision, position, ...event } of rows)
    links.push({
      ...chain.after(links.at(-1) ?? emptyChain, { ...event, eventId, revision: BigInt(revision) }),
      position,
    });
  await db.query(
    `insert into muster.ledger select n, position, digest, hash
     from unnest($1::bigint[], $2::bytea[], $3::bytea[]) with ordinality as l (position, digest, hash, n)`,
    [links.map(({ position }) => position), links.map(({ digest }) => digest), links.map(({ hash }) => hash)],
  );
  const last = links.at(-1);
  await db.query("update muster.ledger_progress set count = $1, position = $2, hash = $3", [
    ...[links.length, last?.position ?? 0, last?.hash ?? emptyChain.hash],
  ]);
}
