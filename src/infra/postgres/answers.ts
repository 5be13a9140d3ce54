import type { Pool } from "pg";
import type { Answers, Begun } from "../../app/ports/answers.ts";
import { inBatches } from "./inBatches.ts";

/** How long a run may take before it counts as dead. What two do at once all the same is the same write of the log. */
const leaseMs = 10_000;
const purgeEveryMs = 600_000;

const begin = `select asked_key as "keyId", begun, before, other, known as answer from muster.begin_answers($1, $2, $3)`;
const finish = "select from muster.finish_answers($1, $2, $3)";

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
    const lasting = done.some(([, , found]) => !found);
    await pool.query({ name: "muster-finish", text: finish, values: [...columns(done), lasting] });
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
