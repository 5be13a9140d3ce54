import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { BegunErasures, DestroyedKey, KeyDestruction, KeyOf } from "../../../app/ports/keyDestruction.ts";
import { keyLeaseMs } from "../dataKeys.ts";

const present = `select key_id as "keyId", subject from muster.data_keys
  where subject = any($1) and wrapped is not null order by key_id`;
const destroyed = `select key_id as "keyId", subject, to_json(destroyed_at at time zone 'utc')#>>'{}' || 'Z' as "destroyedAt"
  from muster.data_keys where wrapped is null order by destroyed_at, key_id`;
const cameBack = `select key_id as "keyId", subject from muster.keys_come_back order by subject, key_id`;
const destroy = "select from muster.destroy_keys($1::uuid[], $2)";

/** The care of `muster.data_keys`, by the owner's functions: the pool is that of the user that logs in. */
export const postgresKeyDestruction = (pool: Pool): KeyDestruction => ({
  present: async (subjects) => (await pool.query<KeyOf>(present, [subjects])).rows,
  async destroy(keyIds) {
    await pool.query(destroy, [keyIds, false]);
    // From here on nobody opens them anew; what is open elsewhere is dropped before this has passed.
    await sleep(2 * keyLeaseMs);
  },
  destroyAgain: async (keyIds) => {
    await pool.query(destroy, [keyIds, true]);
  },
  cameBack: async () => (await pool.query<KeyOf>(cameBack)).rows,
  told: async (keyIds) => {
    await pool.query("delete from muster.keys_come_back where key_id = any($1::uuid[])", [keyIds]);
  },
  destroyed: async () => (await pool.query<DestroyedKey>(destroyed)).rows,
});

/** The erasures that `muster.erasures` says were begun. */
export const postgresBegunErasures = (pool: Pool): BegunErasures => ({
  begin: async (commandId, memberId) => {
    await pool.query("insert into muster.erasures (command_id, member_id) values ($1, $2) on conflict do nothing", [
      commandId,
      memberId,
    ]);
  },
  dropped: async (commandId) => {
    await pool.query("delete from muster.erasures where command_id = $1", [commandId]);
  },
  done: async (memberId) => {
    await pool.query("delete from muster.erasures where member_id = $1", [memberId]);
  },
  abandoned: async (memberId) => {
    await pool.query("delete from muster.erasures where member_id = $1 and begun_at < now() - interval '1 day'", [
      memberId,
    ]);
  },
  async unfinished() {
    const { rows } = await pool.query<{ id: string }>("select distinct member_id as id from muster.erasures");
    return rows.map(({ id }) => id);
  },
});
