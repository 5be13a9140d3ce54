import type { QueryConfig } from "pg";
import { type Appended, LogUnavailable, noStream, StreamConflict } from "../../app/ports/eventLog.ts";
import type { Append, StoreBatch } from "../log/groupCommit.ts";
import type { Ask } from "./outage.ts";

type Answer = {
  readonly late: boolean;
  readonly head: string;
  readonly recorded_ms: string;
  readonly left_out: number[];
};
type Known = { readonly event_id: string; readonly stream: string; readonly position: string };

const appendStatement = {
  name: "muster-append",
  text: `select late, head, (extract(epoch from head_recorded_at) * 1000)::bigint as recorded_ms, left_out
    from muster.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};
const appendOneStatement = {
  name: "muster-append-one",
  text: `select late, head, (extract(epoch from head_recorded_at) * 1000)::bigint as recorded_ms,
      case when left_out then '{0}' else '{}' end::int[] as left_out
    from muster.append_one($1, $2, $3, $4, $5, $6)`,
};
const knownStatement = {
  name: "muster-known-events",
  text: "select event_id, stream, position from muster.events where event_id = any($1::uuid[])",
};
const standsStatement = {
  name: "muster-stream-stands",
  text: `select n as place from unnest($1::text[], $2::bigint[]) with ordinality as w (stream, expected, n)
    where expected <> coalesce((select max(revision) from muster.events e where e.stream = w.stream), -1) limit 1`,
};

const eventIds = (append: Append) => append.flatMap(({ events }) => events.map(({ eventId }) => eventId));

/** A batch of one event goes without arrays, which take longer to write and to read than the event. */
function statementFor(batch: readonly Append[], recordedAt: string): QueryConfig {
  const [write, ...others] = batch.flat();
  const [event, ...more] = write?.events ?? [];
  if (!write || !event || others.length + more.length > 0)
    return { ...appendStatement, values: [...parameters(batch, recordedAt)] };
  const { stream, expected } = write;
  const values = [recordedAt, stream, expected, event.eventId, event.type, event.bytesAt(recordedAt)];
  return { ...appendOneStatement, values };
}

/** The columns of muster.append for a batch that is recorded at an instant. */
function parameters(batch: readonly Append[], recordedAt: string): readonly unknown[] {
  const writes = batch.flatMap((append, n) => append.map((write) => ({ n, ...write })));
  const events = writes.flatMap(({ n, stream, expected, events }) =>
    events.map((event, offset) => ({ n, stream, revision: expected + BigInt(offset + 1), ...event })),
  );
  return [
    recordedAt,
    writes.map(({ n }) => n),
    writes.map(({ stream }) => stream),
    writes.map(({ expected }) => expected),
    events.map(({ n }) => n),
    events.map(({ stream }) => stream),
    events.map(({ revision }) => revision),
    events.map(({ eventId }) => eventId),
    events.map(({ type }) => type),
    events.map(({ bytesAt }) => bytesAt(recordedAt)),
  ];
}

/** What became of an append that was left out: it was there already, or a stream of its has moved. */
async function leftOut(ask: Ask, append: Append): Promise<Appended> {
  const known = await ask<Known>({ ...knownStatement, values: [eventIds(append)] });
  const streams = new Map(known.map(({ event_id, stream }) => [event_id, stream]));
  const first = append[0];
  if (first?.events.every(({ eventId }) => streams.get(eventId) === first.stream)) {
    const positions = known.map(({ position }) => BigInt(position));
    return { position: positions.reduce((a, b) => (a > b ? a : b)), repeated: true };
  }
  // A command that was decided anew, on what its own first answer left, shares only some ids with it: it is a conflict.
  const values = [append.map(({ stream }) => stream), append.map(({ expected }) => expected)];
  const [moved] = await ask<{ place: string }>({ ...standsStatement, values });
  if (known[0] && !moved)
    throw new Error(`Event ${known[0].event_id} is in the log already, without all of its append.`);
  const write = append[Number(moved?.place ?? 1) - 1];
  throw new StreamConflict(write?.stream ?? "", write?.expected ?? noStream);
}

/** Appends batches to muster.events, each by one call of a function: one round trip, one transaction. */
export function appendBatch(ask: Ask, now: () => number): StoreBatch {
  let newest = 0;

  async function attempt(batch: readonly Append[], at: number): Promise<Answer> {
    const [answer] = await ask<Answer>(statementFor(batch, new Date(at).toISOString()));
    if (!answer) throw new Error("muster.append gave no answer.");
    newest = Math.max(newest, Number(answer.recorded_ms));
    return answer;
  }

  // Where another process keeps recording later than our clock says, a little more each time gets ahead of it;
  // asking it to wait instead would mean to hold its lock over a round trip.
  async function inTime(batch: readonly Append[]): Promise<Answer> {
    for (let ahead = 0; ; ahead = ahead * 2 + 1) {
      const answer = await attempt(batch, Math.max(now(), newest) + ahead);
      if (!answer.late) return answer;
    }
  }

  return async (batch) => {
    const answer = await inTime(batch);
    const out = new Set(answer.left_out);
    const sizes = batch.map((append, n) => (out.has(n) ? 0 : eventIds(append).length));
    let position = BigInt(answer.head) - BigInt(sizes.reduce((a, b) => a + b, 0));
    return batch.map((append, n) => {
      if (out.has(n)) return leftOut(ask, append);
      position += BigInt(sizes[n] ?? 0);
      return { position, repeated: false };
    });
  };
}

/** Whether a batch failed for what one append holds (a text that Postgres cannot store, say) and not for an outage. */
export const mayBeOnes = (error: unknown): boolean => !(error instanceof LogUnavailable);
