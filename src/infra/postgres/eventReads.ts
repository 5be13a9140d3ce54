import type { QueryConfig } from "pg";
import { LogUnavailable, type Position, type Revision, type Stored } from "../../app/ports/eventLog.ts";
import { inBatches } from "./inBatches.ts";
import type { Ask } from "./outage.ts";

/** The bytes as text, or as bytes should pg ever hand over those. */
type Row = readonly [
  position: string,
  stream: string,
  revision: string,
  eventId: string,
  type: string,
  bytes: string | Uint8Array,
];

// In an order, a column's bare name would be that of the text.
const columns = "e.position::text, e.stream, e.revision::text, e.event_id::text, e.type, e.bytes";
const ofStream = `select ${columns} from muster.events e where e.stream = $1 and e.revision > $2 order by e.revision limit $3`;
const ofStreams = `select e.* from unnest($1::text[], $2::bigint[]) with ordinality as asked (stream, after, place)
  cross join lateral (select ${columns} from muster.events e where e.stream = asked.stream and e.revision > asked.after
    order by e.revision limit $3) e order by asked.place, e.revision::bigint`;
const ofAll = `select ${columns} from muster.events e where e.position > $1 order by e.position limit $2`;
const exactly =
  "select position::text, encode(bytes, 'hex') as hex from muster.events where position = any($1::bigint[])";

const asIs = { getTypeParser: () => (value: unknown) => value };

// What stands in a text for bytes that are no UTF-8.
const replaced = "\ufffd";

export type EventReads = {
  /** Reads of several streams that come together share a statement. */
  stream(stream: string, after: Revision, limit: number): Promise<readonly Stored[]>;
  all(after: Position, limit: number): Promise<readonly Stored[]>;
};

/** Pages of events. */
export function eventReads(ask: Ask): EventReads {
  /**
   * In the binary format Postgres sends bytes as they lie there; as text it would write each as two digits, which takes
   * as long as the rest of the query. pg takes what comes for UTF-8, which the bytes of an event are.
   */
  async function read(query: QueryConfig): Promise<readonly Stored[]> {
    const rows = (await ask({
      ...query,
      ...{ binary: true, types: asIs, rowMode: "array" },
    })) as unknown as readonly Row[];
    const known = await exactBytes(rows.filter(([, , , , , bytes]) => isAltered(bytes)));
    return rows.map((row) => stored(row, known.get(row[0])));
  }

  /** Of events that are no UTF-8, or have that very character. */
  async function exactBytes(rows: readonly Row[]): Promise<ReadonlyMap<string, Uint8Array>> {
    if (rows.length === 0) return new Map();
    const values = [rows.map(([position]) => position)];
    const exact = await ask<{ position: string; hex: string }>({ name: "muster-exact-bytes", text: exactly, values });
    return new Map(exact.map(({ position, hex }) => [position, Buffer.from(hex, "hex")]));
  }

  const one = ([stream, after, limit]: Asked) =>
    read({ name: "muster-read-stream", text: ofStream, values: [stream, after, limit] });

  async function several(asked: readonly Asked[], limit: number): Promise<readonly (readonly Stored[])[]> {
    const values = [asked.map(([stream]) => stream), asked.map(([, after]) => after), limit];
    const found = await read({ name: "muster-read-streams", text: ofStreams, values });
    const byStream = Map.groupBy(found, ({ stream }) => stream);
    return asked.map(([stream]) => byStream.get(stream) ?? []);
  }

  const streams = inBatches<Asked, readonly Stored[]>(async (asked) => {
    const [first, ...others] = asked;
    if (!first || others.length === 0) return asked.map(one);
    try {
      return await several(asked, Math.max(...asked.map(([, , limit]) => limit)));
    } catch (error) {
      // Of a stream's name that Postgres cannot take, its own reader alone shall hear.
      if (error instanceof LogUnavailable) throw error;
      return asked.map(one);
    }
  }, mostTogether);

  return {
    stream: (...asked) => streams(asked),
    all: (after, limit) => read({ name: "muster-read-all", text: ofAll, values: [after, limit] }),
  };
}

type Asked = readonly [stream: string, after: Revision, limit: number];

// Each may have a page of its own.
const mostTogether = 32;

const isAltered = (bytes: string | Uint8Array): boolean => typeof bytes === "string" && bytes.includes(replaced);

const stored = ([position, stream, revision, eventId, type, bytes]: Row, exact: Uint8Array | undefined): Stored => ({
  ...{ position: BigInt(position), stream, revision: BigInt(revision), eventId, type },
  bytes: exact ?? (typeof bytes === "string" ? Buffer.from(bytes) : bytes),
});
