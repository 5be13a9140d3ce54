import type { Pool } from "pg";
import type { KeptAnswer, KeptTraces } from "../../../app/ports/keptTraces.ts";

const answers = `select key_id as "keyId", answer from muster.idempotency where answer is not null`;
const texts = `select distinct t.text from (
    select reason as text, member_id from public.team_member_history where reason is not null
    union all select new_value, member_id from public.team_member_history where field_name in ('note', 'skills', 'title')
  ) t where t.member_id <> $1 and t.text ilike any ($2)`;

/** What the user that logs in finds in the database. */
export const postgresKeptTraces = (pool: Pool): KeptTraces => ({
  answers: async () => (await pool.query<KeptAnswer>(answers)).rows,
  dropAnswers: async (keyIds) => {
    await pool.query("delete from muster.idempotency where key_id = any ($1::uuid[])", [keyIds]);
  },
  parked: async () =>
    (await pool.query<{ stream: string; error: string }>("select key as stream, error from muster.parked")).rows,
  quietParked: async (streams) => {
    await pool.query(
      "update muster.parked set error = 'It cannot be applied; what it said of a person is erased.' where key = any ($1)",
      [streams],
    );
  },
  async actors() {
    const { rows } = await pool.query<{ who: string }>(
      "select distinct changed_by as who from public.team_member_history",
    );
    return rows.map(({ who }) => who);
  },
  async textsOfOthers(memberId, parts) {
    const patterns = parts.map((part) => `%${part.replace(/[\\%_]/g, "\\$&")}%`);
    return (await pool.query<{ text: string }>(texts, [memberId, patterns])).rows.map(({ text }) => text);
  },
});
