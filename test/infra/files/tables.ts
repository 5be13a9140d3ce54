import { randomUUID } from "node:crypto";
import type { Pool } from "pg";

/** Puts a team into the read tables as a projector would, and takes the checkpoint on. */
export const tables = (pool: Pool) => ({
  async queue(name: string, { open = true } = {}): Promise<string> {
    const id = randomUUID();
    await pool.query(
      `insert into queues (queue_id, name, minimum, open, opened_on, revision, position, updated_at, effective_on)
       values ($1, $2, 0, $3, '2025-01-01', 0, 1, '2025-01-02T03:04:05.678Z', '2025-01-01')`,
      [id, name, open],
    );
    return id;
  },

  async member(
    name: string,
    { team = "engineering", active = true, queues = [] as readonly string[] } = {},
  ): Promise<string> {
    const id = randomUUID();
    const email = `${name.toLowerCase()}@example.org`;
    await pool.query(
      `insert into team_members (member_id, name, email, email_key, team, active, start_date, skills, revision, position, updated_at, effective_on)
       values ($1, $2, $3, $3, $4, $5, '2025-01-01', '{}', 0, 1, now(), '2025-01-01')`,
      [id, name, email, team, active],
    );
    for (const queue of queues)
      await pool.query(
        `insert into team_queue_assignments (assignment_id, member_id, queue_id, queue_name, assignment_type, assigned_date, active, position)
         select $1, $2, q.queue_id, q.name, 'primary', '2025-01-01', $4, 1 from queues q where q.name = $3`,
        [randomUUID(), id, queue, active],
      );
    return id;
  },

  rename: (from: string, to: string) => pool.query("update team_members set name = $2 where name = $1", [from, to]),

  async at(position: bigint): Promise<void> {
    await pool.query("update muster.projection set position = $1", [String(position)]);
  },

  async position(): Promise<bigint> {
    const { rows } = await pool.query<{ position: string }>("select position::text from muster.projection");
    return BigInt(rows[0]?.position ?? 0);
  },
});

/** Asks time and again, until the answer is good or the time is up; answers the last one. */
export async function until<T>(ask: () => Promise<T>, good: (answer: T) => boolean, timeoutMs = 10_000): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (good(answer) || performance.now() > end) return answer;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
