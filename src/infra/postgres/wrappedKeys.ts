import type { Pool } from "pg";
import type { WrappedKeys } from "../../app/ports/dataKeys.ts";
import { keyWrapping, type KeyWrapping, WrongWrappingKey } from "../crypto/keyWrapping.ts";

type Row = { readonly key_id: string; readonly wrapped: Buffer };

const all = "select key_id, wrapped from muster.data_keys where wrapped is not null order by key_id";
const put = `update muster.data_keys k set wrapped = n.wrapped
  from unnest($1::uuid[], $2::bytea[]) as n (key_id, wrapped) where k.key_id = n.key_id and k.wrapped is not null`;

/** The rows of `muster.data_keys`, all at once: some hundred bytes each. */
export const postgresWrappedKeys = (pool: Pool): WrappedKeys => ({
  async check(wrappingKey) {
    const wrapping = keyWrapping(wrappingKey);
    for (const { key_id: keyId, wrapped } of (await pool.query<Row>(all)).rows) wrapping.unwrap(keyId, wrapped);
  },

  async rewrap(present, next) {
    const client = await pool.connect();
    try {
      await client.query("begin");
      // No key is made in between under the wrapping key that goes.
      await client.query("lock table muster.data_keys in share row exclusive mode");
      const anew = wrapAnew((await client.query<Row>(all)).rows, keyWrapping(present), keyWrapping(next));
      await client.query(put, [anew.map(({ keyId }) => keyId), anew.map(({ wrapped }) => wrapped)]);
      await client.query("commit");
      client.release();
      return anew.length;
    } catch (error) {
      // Ending the session undoes what was begun, whatever state the connection is in.
      client.release(true);
      throw error;
    }
  },
});

/** The keys that do not lie under the next wrapping key yet. An attempt whose answer was lost has left none. */
const wrapAnew = (rows: readonly Row[], present: KeyWrapping, next: KeyWrapping) =>
  rows.flatMap(({ key_id: keyId, wrapped }) =>
    opens(next, keyId, wrapped) ? [] : [{ keyId, wrapped: next.wrap(keyId, present.unwrap(keyId, wrapped)) }],
  );

function opens(wrapping: KeyWrapping, keyId: string, wrapped: Uint8Array): boolean {
  try {
    wrapping.unwrap(keyId, wrapped);
    return true;
  } catch (error) {
    if (error instanceof WrongWrappingKey) return false;
    throw error;
  }
}
