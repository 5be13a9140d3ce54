import { randomUUID } from "node:crypto";
import type pg from "pg";
import { eventCodec } from "../../../src/app/codec/eventCodec.ts";
import type { Lifts } from "../../../src/app/codec/upcasting.ts";
import { deriveId } from "../../../src/app/ids.ts";
import { type EventLog, noStream, type Position, type Unrecorded } from "../../../src/app/ports/eventLog.ts";
import type { Projections } from "../../../src/app/ports/projections.ts";
import { aesSealing } from "../../../src/infra/crypto/sealing.ts";
import { memoryDataKeys } from "../../../src/infra/memory/dataKeys.ts";
import { postgresEventLog } from "../../../src/infra/postgres/eventLog.ts";
import { postgresProjections } from "../../../src/infra/postgres/projector/projections.ts";
import { type Dated, streamOf } from "../../projections/given.ts";
import { boundLog } from "../../../src/infra/log/boundLog.ts";

/** Ids that read well in a test. */
export const id = (label: string): string => deriveId(label);

const keys = memoryDataKeys();
const codec = eventCodec(aesSealing, keys);
const ownDecode: typeof codec.decode = (stored) => codec.decode(stored);

/** Reads what `codec` sealed as a later build would, which lifts older shapes. */
export const laterDecode = (lifts: Lifts): typeof codec.decode => {
  const later = eventCodec(aesSealing, keys, lifts);
  return (stored) => later.decode(stored);
};

/** The same log, read in pages of a size. */
export const paged = (log: EventLog, pageSize: number): EventLog => ({
  ...boundLog(log),
  readAll: (after) => log.readAll(after, { pageSize }),
});

/** @property decode as another build reads events */
type Options = { readonly pageSize?: number; readonly log?: EventLog; readonly decode?: typeof codec.decode };

/** A log and its projections on a test's database, and ways to write to the log past the domain's rules. */
export function projecting(pool: pg.Pool, options: Options = {}) {
  const log = options.log ?? postgresEventLog(pool, { pollMs: 100 });
  const read = options.pageSize === undefined ? log : paged(log, options.pageSize);
  const { decode = ownDecode } = options;
  const interruptions: unknown[] = [];
  const following = postgresProjections({ pool, log: read, decode, retryMs: 25 });
  const run: Projections["run"] = (signal) => following.run(signal, (problem) => interruptions.push(problem));
  const projections = { ...following, run };
  return {
    log,
    projections,
    interruptions,
    append: (...events: readonly Dated[]) => append(log, events),
    appendRaw: (stream: string, events: readonly Unrecorded[]) => appendRaw(log, stream, events),
    /** Appends and applies, as one batch unless the pages are smaller. */
    apply: async (...events: readonly Dated[]) => projections.catchUp(await append(log, events)),
    close: async () => {
      await projections.close();
      await log.close();
    },
  };
}

const newest = async (log: EventLog, stream: string): Promise<bigint> => {
  let revision = noStream;
  for await (const page of log.readStream(stream)) revision = page.at(-1)?.revision ?? revision;
  return revision;
};

async function appendRaw(log: EventLog, stream: string, events: readonly Unrecorded[]): Promise<Position> {
  return (await log.append([{ stream, expected: await newest(log, stream), events }])).position;
}

/** Appends events in their order, whatever streams they belong to: each a command of its own, unless told otherwise. */
async function append(log: EventLog, events: readonly Dated[]): Promise<Position> {
  let position = 0n;
  for (const { event, on, meta } of events) {
    const commandId = meta?.commandId ?? randomUUID();
    const ids = { commandId, correlationId: meta?.correlationId ?? commandId, causationId: commandId };
    const origin = { ...ids, actor: { issuer: "test", subject: "tester" } };
    const encoded = await codec.encode([{ event: { ...event, effectiveOn: on }, eventId: randomUUID(), origin }]);
    position = await appendRaw(log, streamOf(event), encoded);
  }
  return position;
}

type Row = Readonly<Record<string, unknown>>;

export async function rows(pool: pg.Pool, sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  return (await pool.query<Row>(sql, [...values])).rows;
}

/** All that is computed from the log. */
export const computed = [
  ...["team_members", "queues", "team_queue_assignments", "team_member_history"],
  ...["muster.member_versions", "muster.queue_versions", "muster.assignment_versions", "muster.known_at"],
] as const;

/** The whole of the read tables, as text, in a fixed order. */
export async function contents(pool: pg.Pool): Promise<Readonly<Record<string, readonly string[]>>> {
  const read = async (name: string) => {
    const found = await rows(pool, `select to_jsonb(t)::text as text from ${name} t order by 1`);
    return [name, found.map(({ text }) => String(text))] as const;
  };
  return Object.fromEntries(await Promise.all(computed.map(read)));
}

/** Waits for a condition by asking again; fails when it does not come. */
export async function until(condition: () => Promise<boolean>, what: string, timeoutMs = 15_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`It did not come to this: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Runs the projections until the work is done. */
export async function whileRunning<T>(projections: Projections, work: () => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const running = projections.run(stop.signal);
  try {
    return await work();
  } finally {
    stop.abort();
    await running;
  }
}
