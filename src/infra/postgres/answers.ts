import type { Pool } from "pg";
import type { Answers, Begun } from "../../app/ports/answers.ts";
import { inBatches } from "./inBatches.ts";

/** How long a run may take before it counts as dead. What two do at once all the same is the same write of the log. */
const leaseMs = 10_000;
const purgeEveryMs = 600_000;

// What a crash of the database takes of this, the log has as well: what was begun before an append is on the disk with it.
// To wait for the disk would cost every command more than that. The setting holds for the statement's own transaction.
const unhurried = "quick as materialized (select set_config('synchronous_commit', 'off', true))";
const lasting = "quick as materialized (select true)";

// In one order, so that two processes never wait for one another.
const begin = `with ${unhurried}, asked as (
    select key_id, request from unnest($1::uuid[], $2::text[]) as a (key_id, request), quick order by key_id),
  begun as (
    insert into muster.idempotency as i (key_id, request, running_until)
    select key_id, request, now() + $3 * interval '1 ms' from asked
    on conflict (key_id) do update
      set request = excluded.request, answer = null, running_until = excluded.running_until, created_at = now()
      where i.created_at < now() - interval '1 day'
        or i.request = excluded.request and i.answer is null and i.running_until <= now()
    returning key_id, xmax <> 0 as before)
  select a.key_id as "keyId", b.key_id is not null as begun, b.before, i.request <> a.request as other, i.answer
  from asked a left join begun b using (key_id) left join muster.idempotency i using (key_id)`;

const finish = (how: string) => `with ${how}
  update muster.idempotency i set answer = f.answer
  from (select * from unnest($1::uuid[], $2::text[]) as f (key_id, answer), quick order by key_id) f
  where i.key_id = f.key_id and i.answer is null`;

const quickly = { name: "muster-finish", text: finish(unhurried) };
const lastingly = { name: "muster-finish-lastingly", text: finish(lasting) };

const release = "update muster.idempotency set running_until = now() where key_id = $1 and answer is null";
const purge = "delete from muster.idempotency where created_at < now() - interval '1 day'";

type Row = {
  readonly keyId: string;
  readonly begun: boolean;
  readonly before: boolean | null;
  readonly other: boolean | null;
  readonly answer: string | null;
};
type Pair = readonly [keyId: string, text: string];
type Finished = readonly [keyId: string, answer: string, found: boolean];

/** The answers in `muster.idempotency`. Requests that come together share one statement. */
export function postgresAnswers(pool: Pool): Answers {
  let purged = Date.now();
  const columns = (pairs: readonly (Pair | Finished)[]) => [
    pairs.map(([keyId]) => keyId),
    pairs.map(([, text]) => text),
  ];
  const begins = inBatches(async (asked: readonly Pair[]) => {
    const { rows } = await pool.query<Row>({ name: "muster-begin", text: begin, values: [...columns(asked), leaseMs] });
    const found = new Map(rows.map((row) => [row.keyId, begunOf(row)]));
    // Not among them only if the database answered for others than it was asked about.
    return asked.map(([keyId]) => found.get(keyId) ?? { kind: "running" as const });
  });
  const finishes = inBatches(async (done: readonly Finished[]) => {
    const how = done.every(([, , found]) => found) ? quickly : lastingly;
    await pool.query({ ...how, values: columns(done) });
    return done.map(() => undefined);
  });
  return {
    begin(keyId, request) {
      if (Date.now() - purged > purgeEveryMs) {
        purged = Date.now();
        pool.query(purge).catch(() => undefined);
      }
      return begins([keyId, request]);
    },
    finish: (keyId, { answer, found }) => finishes([keyId, answer, found]),
    async release(keyId) {
      await pool.query({ name: "muster-release", text: release, values: [keyId] });
    },
  };
}

/** A row that was made while this statement ran is not seen by it, but it is there: somebody has just begun. */
function begunOf({ begun, before, other, answer }: Row): Begun {
  if (begun) return { kind: "begun", before: before === true };
  if (other) return { kind: "other-request" };
  return answer === null ? { kind: "running" } : { kind: "answered", answer };
}
