import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pool, PoolClient } from "pg";
import type { Unrecorded, Write } from "../../../src/app/ports/eventLog.ts";
import { type Verification, type VerificationParts, verify } from "../../../src/app/verification.ts";
import { postgresEventLog } from "../../../src/infra/postgres/eventLog.ts";
import { postgresLedger } from "../../../src/infra/postgres/ledger/ledgerTable.ts";
import { anEvent, ledgerOver } from "../../support/ledger.ts";
import { useDatabase } from "../../support/postgres.ts";
import { type Random, seededRandom } from "../../support/random.ts";
import { coverUp, type Db, tamperings } from "./tamperings.ts";

let client: PoolClient;
// Before the database goes, which waits for it.
afterAll(() => client.release(true));
const database = useDatabase();
const count = Number(process.env["MUSTER_TAMPERINGS"] ?? 400);
const atOnce = 250;
const streams = 6;
let folder = "";
let db: Db;
let parts: VerificationParts;
let signed = 0;

const unasked = () => Promise.reject(new Error("Only log, ledger and heads are looked at."));

/** Some events in each of a few streams, by turns. */
const writes = (revision: number): readonly Write[] =>
  Array.from({ length: streams }, (_, n): Write => {
    const events: readonly Unrecorded[] = [anEvent(`${n}.${revision}`)];
    return { stream: `note-${n}`, expected: BigInt(revision - 1), events };
  });

/** One after the other, for they share a connection. */
function inTurn(of: PoolClient): Db {
  let before: Promise<unknown> = Promise.resolve();
  const query = (...asked: readonly unknown[]) => {
    const answer = before.then(() => (of.query as (...given: readonly unknown[]) => Promise<unknown>)(...asked));
    before = answer.catch(() => undefined);
    return answer;
  };
  return { query } as unknown as Db;
}

beforeAll(async () => {
  const { pool } = database();
  folder = mkdtempSync(join(tmpdir(), "muster-tampering-"));
  const log = postgresEventLog(pool);
  const ledger = ledgerOver(log, pool, folder);
  for (let revision = 0; revision < 8; revision++) {
    await log.append(writes(revision));
    if (revision % 2 === 1) await ledger.keeper.bringUp();
    signed = Math.floor((revision + 1) / 2) * 2 * streams;
  }
  // A few events that are in the ledger, and that no head vouches for yet.
  await log.append(writes(8));
  await log.close();
  await coverUp(pool);
  client = await pool.connect();
  db = inTurn(client);
  const seen = db as unknown as Pool;
  const tampered = { log: postgresEventLog(seen), table: postgresLedger(seen) };
  parts = {
    log: tampered.log,
    // Whatever it is, it is taken for an event: what is found is found by the ledger.
    codec: { encode: unasked, decode: (stored) => Promise.resolve(stored as never) },
    projections: {} as never,
    readModel: { isRolledBack: () => Promise.resolve(false), rollBack: unasked, restore: unasked },
    rosterFile: {} as never,
    file: () => Promise.resolve(undefined),
    ledger: { ...ledger.parts, ...tampered, bringUp: () => Promise.resolve() },
    settle: unasked,
  };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const state = async () => {
  const { rows } = await db.query<{ state: string }>(
    `select (select string_agg(e::text, '/' order by position, e::text) from muster.events e) || '#' || (select h::text from muster.head h)
       || '#' || (select string_agg(l::text, '/' order by count) from muster.ledger l) || (select p::text from muster.ledger_progress p) as state`,
  );
  return rows[0]?.state;
};

type Found = { readonly what: string; readonly changed: boolean; readonly found: Verification };

/** One to three of them, half of the time covered up; what it leaves behind is undone. */
async function tamper(
  random: Random,
  before: string | undefined,
  names: readonly [string, ...string[]],
): Promise<Found> {
  await db.query("savepoint clean");
  const chosen = Array.from({ length: random.chance(0.7) ? 1 : 2 + random.below(2) }, () => random.pick(names));
  for (const name of chosen) await tamperings[name]?.(db, random, signed);
  const changed = (await state()) !== before;
  const covered = changed && random.chance(0.5);
  if (covered) await coverUp(db);
  const left = covered ? (await state()) !== before : changed;
  const found = await verify(parts, { from: 0n });
  await db.query("rollback to savepoint clean");
  return { what: [...chosen, ...(covered ? ["covered up"] : [])].join(", "), changed: left, found };
}

async function inTransaction<T>(work: () => Promise<T>): Promise<T> {
  await db.query("begin");
  // A superuser keeps no rule of the table.
  await db.query("set local session_replication_role = replica");
  await db.query("alter table muster.events drop constraint events_pkey");
  await db.query("alter table muster.events drop constraint events_event_id_key");
  await db.query("alter table muster.events drop constraint events_stream_revision_key");
  await db.query("alter table muster.events drop constraint events_revision_check");
  try {
    return await work();
  } finally {
    await db.query("rollback");
    await db.query("vacuum muster.events, muster.ledger, muster.head, muster.ledger_progress");
  }
}

const names = Object.keys(tamperings) as [string, ...string[]];

describe("a superuser's tampering with what is signed", () => {
  it("is not seen where there is none", async () => {
    expect(await verify(parts, { from: 0n })).toMatchObject({
      ok: true,
      ledger: { heads: 4, unsigned: { events: 6 } },
    });
  });

  it.each(names)("is caught: %s", async (name) => {
    const random = seededRandom(`tampering with ${name}`);
    await inTransaction(async () => {
      const before = await state();
      for (let round = 0; round < 3; round++) {
        const { what, changed, found } = await tamper(random, before, [name]);
        expect({ what, ok: found.ok }).toEqual({ what, ok: !changed });
        if (changed) expect(found.first).not.toBeNull();
      }
    });
  });

  it(
    `is caught: ${count} of them at random`,
    async () => {
      const random = seededRandom("tampering");
      const missed: string[] = [];
      let done = 0;
      while (done < count)
        await inTransaction(async () => {
          const before = await state();
          for (let n = 0; n < atOnce && done < count; n++) {
            const { what, changed, found } = await tamper(random, before, names);
            if (changed) done++;
            if (changed && found.ok) missed.push(what);
          }
        });
      expect(missed).toEqual([]);
    },
    60_000 + count * 100,
  );

  it("is named by the first event that is another, where the ledger was left alone", async () => {
    await inTransaction(async () => {
      for (const position of [1, 17, signed]) {
        await db.query("savepoint clean");
        await db.query("update muster.events set bytes = bytes || ' ' where position >= $1", [position]);
        expect((await verify(parts, { from: 0n })).first).toMatchObject({
          table: "log",
          key: String(position),
          column: "bytes",
        });
        await db.query("rollback to savepoint clean");
      }
    });
  });

  it("is bounded by the heads around it, where the ledger was changed too", async () => {
    await inTransaction(async () => {
      await db.query("update muster.events set type = 'Other' where position = $1", [streams * 3]);
      await coverUp(db);
      const { first } = await verify(parts, { from: 0n });
      const live = `another hash: changed after position ${streams * 2}`;
      expect(first).toMatchObject({ table: "heads", key: String(streams * 4), live });
    });
  });
});
