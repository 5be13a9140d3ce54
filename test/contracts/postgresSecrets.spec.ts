import type { Pool } from "pg";
import { keyWrapping } from "../../src/infra/crypto/keyWrapping.ts";
import { postgresDataKeys } from "../../src/infra/postgres/dataKeys.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { openPostgresLog } from "./postgresFixture.ts";
import { keepsSecrets } from "./secrets.ts";

const wrappingKey = new Uint8Array(32).fill(3);

/** Every row of every table of the schema, as text, and every value of bytes as it is. */
async function dump(pool: Pool): Promise<Buffer> {
  const tables = await pool.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'muster'",
  );
  const parts: Buffer[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await pool.query<Record<string, unknown>>(`select t::text as row_text, t.* from ${name} t`);
    for (const row of rows)
      for (const value of Object.values(row)) parts.push(Buffer.isBuffer(value) ? value : Buffer.from(String(value)));
  }
  return Buffer.concat(parts);
}

const remove = {
  lost: "delete from muster.data_keys where subject = $1",
  destroyed: "update muster.data_keys set wrapped = null, destroyed_at = now() where subject = $1",
};

keepsSecrets({
  name: "the log in Postgres",
  open: async () => {
    const database = await createTestDatabase();
    const { pool } = database;
    const opened = await openPostgresLog(database);
    return {
      log: opened.log,
      commit: (writes) => opened.log.append(writes),
      dataKeys: () => postgresDataKeys(pool, keyWrapping(wrappingKey)),
      dump: () => dump(pool),
      removeKey: async (subject, how) => {
        await pool.query(remove[how], [subject]);
      },
      close: async () => {
        await opened.close();
        await database.drop();
      },
    };
  },
});
