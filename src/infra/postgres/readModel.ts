import type { Pool } from "pg";
import type { ReadModel } from "../../app/ports/readModel.ts";
import type { Migrations } from "./migrations.ts";

/** The last migration before the read tables. */
const withoutReadTables = "0003-projection";

/** The read tables come and go by their own migration. */
export function postgresReadModel(pool: Pool, migrations: Migrations): ReadModel {
  const isRolledBack = async () => {
    const { rows } = await pool.query<{ yes: boolean }>({
      name: "muster-rolled-back",
      text: "select rolled_back_at is not null as yes from muster.projection",
    });
    return rows[0]?.yes ?? false;
  };
  const mark = (at: "now()" | "null") => pool.query(`update muster.projection set rolled_back_at = ${at}`);
  return {
    isRolledBack,
    async rollBack() {
      // Marked first: a process that starts between the two steps must not make the tables again.
      await mark("now()");
      await migrations.downTo(withoutReadTables);
    },
    async restore() {
      if (!(await isRolledBack())) return;
      await migrations.up();
      await mark("null");
    },
  };
}

/** Brings the schema up to date, unless a rollback holds it back. Answers whether one does. */
export async function prepareSchema(migrations: Migrations, readModel: ReadModel): Promise<boolean> {
  const pending = await migrations.pending();
  // Before the very first start there is no table yet that could say so.
  const rolledBack = !pending.includes(withoutReadTables) && (await readModel.isRolledBack());
  if (!rolledBack && pending.length > 0) await migrations.up();
  return rolledBack;
}
