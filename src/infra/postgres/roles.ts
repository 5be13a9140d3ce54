import pg, { type Pool, type PoolClient } from "pg";
import type { DatabaseRoles, WorkingRole } from "../../app/ports/databaseRoles.ts";

const insufficientPrivilege = "42501";

const stand = `select muster.roles_lacking() as lacking, muster.roles_script() as sql, muster.role_name('owner') as owner,
  muster.role_name('appender') as appender, muster.role_name('projector') as projector, muster.role_name('reader') as reader`;

type Row = Readonly<Record<WorkingRole | "owner" | "sql", string>> & { readonly lacking: string | null };

/** Whether it was allowed. */
async function allowed(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === insufficientPrivilege) return false;
    throw error;
  }
}

/**
 * The roles of a pool's database, whose schema is up to date. What they lack is made good where that is allowed: a
 * restored or copied database has a name of its own, and so has none.
 */
export async function readyRoles(pool: Pool): Promise<DatabaseRoles> {
  const found = await standing(pool);
  if (found.inUse || !(await allowed(() => pool.query("select muster.make_roles()")))) return found;
  return standing(pool);
}

async function standing(pool: Pool): Promise<DatabaseRoles> {
  const { rows } = await pool.query<Row>(stand);
  const [row] = rows;
  if (!row) throw new Error("The database did not say how its roles stand.");
  const { lacking, sql, ...names } = row;
  return lacking === null ? { inUse: true, names } : { inUse: false, why: lacking, sql };
}

/** Gives the roles their rights on tables that were just made; where it is not allowed, the roles are not used. */
export async function grantRoles(client: Pick<PoolClient, "query">): Promise<void> {
  const text = "select to_regprocedure('muster.grant_roles()') is not null as there";
  const { rows } = await client.query<{ there: boolean }>(text);
  if (rows[0]?.there) await allowed(() => client.query("select muster.grant_roles()"));
}

/**
 * The roles as connections really have them: what stands between may have left out the option that sets them.
 * @param pools by the role that each should work in
 */
export async function confirmedRoles(
  roles: DatabaseRoles,
  pools: Readonly<Record<WorkingRole, Pool>>,
): Promise<DatabaseRoles> {
  if (!roles.inUse) return roles;
  for (const [kind, pool] of Object.entries(pools) as [WorkingRole, Pool][]) {
    const { rows } = await pool.query<{ role: string }>("select current_user as role");
    const role = rows[0]?.role;
    if (role !== roles.names[kind]) {
      const why = `a connection that should be ${roles.names[kind]} is ${role}: does a pooler in between drop startup options?`;
      return { inUse: false, why, sql: "" };
    }
  }
  return roles;
}
