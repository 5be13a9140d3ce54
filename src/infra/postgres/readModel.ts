import type { Pool } from "pg";
import type { ReadModel } from "../../app/ports/readModel.ts";
import { joined } from "../joined.ts";
import type { Migrations } from "./migrations.ts";

/** The migration that makes the row which knows of a rollback. */
const bookkeeping = "0003-projection";

/** The migrations that make the read tables: a rollback undoes these alone, whatever came after them. */
const readTables = ["0004-read-tables", "0010-former-names", "0012-versions"];

/** The read tables come and go by their own migrations. */
export function postgresReadModel(pool: Pool, migrations: Migrations): ReadModel {
  // Every command asks.
  const isRolledBack = joined(async () => {
    const { rows } = await pool.query<{ yes: boolean }>({
      name: "muster-rolled-back",
      text: "select rolled_back_at is not null as yes from muster.projection",
    });
    return rows[0]?.yes ?? false;
  });
  const mark = (at: "now()" | "null") => pool.query(`update muster.projection set rolled_back_at = ${at}`);
  return {
    isRolledBack,
    async rollBack() {
      // Marked first: a process that starts between the two steps must not make the tables again.
      await mark("now()");
      await migrations.undo(readTables);
    },
    async restore() {
      if (!(await isRolledBack())) return;
      await migrations.up();
      await mark("null");
    },
  };
}

/** Brings the schema up to date, but for read tables that a rollback holds back. Answers whether one does. */
export async function prepareSchema(migrations: Migrations, readModel: ReadModel): Promise<boolean> {
  const pending = await migrations.pending();
  // Before the very first start there is no table yet that could say so.
  const rolledBack = !pending.includes(bookkeeping) && (await readModel.isRolledBack());
  if (pending.length > 0) await migrations.up(rolledBack ? readTables : []);
  return rolledBack;
}
