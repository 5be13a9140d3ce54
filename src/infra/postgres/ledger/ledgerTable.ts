import type { Pool } from "pg";
import {
  type LedgerLead,
  LedgerMoved,
  type LedgerRow,
  type LedgerStanding,
  type LedgerTable,
} from "../../../app/ports/ledger.ts";
import { ledgerLock } from "../projector/checkpoint.ts";
import { Session } from "../projector/session.ts";
import { reachingTables } from "../tablesOutage.ts";

const standing = "select count, position, hash, newest_head from muster.ledger_progress";
const columns = "select count, position, digest, hash from muster.ledger";
const rowAt = { name: "muster-ledger-row", text: `${columns} where count = $1` };
const rowsPage = 5_000;

// The row moves only where it was left, and rows are added only where it moves.
const extend = `with moved as (
    update muster.ledger_progress set count = $3, position = $4, hash = $5 where count = $1 and hash = $2 returning true
  ), added as (
    insert into muster.ledger (count, position, digest, hash)
    select $1::bigint + n, position, digest, hash
    from unnest($6::bigint[], $7::bytea[], $8::bytea[]) with ordinality as l (position, digest, hash, n)
    where exists (select from moved))
  select count(*)::int as moved from moved`;

type Row = Readonly<Record<"count" | "position", bigint | string>> & { readonly digest: Buffer; readonly hash: Buffer };
type Standing = Omit<Row, "digest"> & { readonly newest_head: string | null };

/** The ledger in `muster.ledger`. */
export const postgresLedger = (pool: Pool): LedgerTable => ({
  standing: () => reachingTables(async () => standingOf((await pool.query<Standing>(standing)).rows)),
  rowAt: (count) =>
    reachingTables(async () => (await pool.query<Row>({ ...rowAt, values: [count] })).rows.map(rowOf)[0]),
  async *rows(after) {
    const query = { name: "muster-ledger-rows", text: `${columns} where count > $1 order by count limit ${rowsPage}` };
    for (let from = after; ;) {
      const { rows } = await reachingTables(() => pool.query<Row>({ ...query, values: [from] }));
      if (rows.length > 0) yield rows.map(rowOf);
      from = Number(rows.at(-1)?.count ?? from);
      if (rows.length < rowsPage) return;
    }
  },
  lead: () =>
    reachingTables(async () => {
      // It can be computed again, so that the last of it may be lost in a crash.
      const session = await Session.open(pool, { synchronous_commit: "off" });
      const values = [ledgerLock.class, ledgerLock.id];
      const { rows } = await session.query({ text: "select pg_try_advisory_lock($1, $2) as led", values });
      if (rows[0]?.["led"] === true) return leadOver(session);
      await session.close();
      return undefined;
    }),
});

const leadOver = (session: Session): LedgerLead => ({
  lost: session.lost,
  standing: () => reachingTables(async () => standingOf((await session.query(standing)).rows as Standing[])),
  extend: (from, rows) =>
    reachingTables(async () => {
      const last = rows.at(-1);
      if (!last) return from;
      const values = [
        ...[from.count, from.hash, last.count, last.position, last.hash],
        ...[rows.map(({ position }) => position), rows.map(({ digest }) => digest), rows.map(({ hash }) => hash)],
      ];
      const { rows: moved } = await session.query({ name: "muster-extend-ledger", text: extend, values });
      if (moved[0]?.["moved"] !== 1) throw new LedgerMoved("Another process has written the ledger meanwhile.");
      return { ...last, newestHead: from.newestHead };
    }),
  rowAt: (count) =>
    reachingTables(async () => {
      const { rows } = await session.query({ text: `${columns} where count = $1`, values: [count] });
      return (rows as Row[]).map(rowOf)[0];
    }),
  noteHead: (line) =>
    reachingTables(async () => {
      await session.query({ text: "update muster.ledger_progress set newest_head = $1", values: [line] });
    }),
  leave: () => session.close(),
});

const rowOf = ({ count, position, digest, hash }: Row): LedgerRow => ({
  ...{ count: Number(count), position: BigInt(position), digest, hash },
});

function standingOf([row]: readonly Standing[]): LedgerStanding {
  if (!row) throw new Error("The ledger's progress is missing: muster.ledger_progress has no row.");
  const { count, position, hash, newest_head: newestHead } = row;
  return { count: Number(count), position: BigInt(position), hash, newestHead };
}
