// The peer under the same loads. Reads one request a line ({ id, op, … }), answers one line ({ id, … } or { id, error }).
import { createInterface } from "node:readline";
import {
  getPostgreSQLEventStore,
  postgreSQLRawSQLProjection,
  rebuildPostgreSQLProjections,
} from "@event-driven-io/emmett-postgresql";
import { SQL } from "@event-driven-io/dumbo";

const url = process.argv[2];
const store = getPostgreSQLEventStore(url);
let streams = 0;
const newStream = () => `peer-${process.pid}-${streams++}`;

/** Writers append one event at a time, each to a stream of its own, until the time is up. Answers appends a second. */
async function append({ writers, ms, data }) {
  const until = performance.now() + ms;
  const started = performance.now();
  const counts = await Promise.all(
    Array.from({ length: writers }, async () => {
      const stream = newStream();
      let version = 0n;
      let count = 0;
      while (performance.now() < until) {
        const expectedStreamVersion = version === 0n ? "STREAM_DOES_NOT_EXIST" : version;
        const event = { type: "MemberRegistered", data };
        ({ nextExpectedStreamVersion: version } = await store.appendToStream(stream, [event], {
          expectedStreamVersion,
        }));
        count++;
      }
      return count;
    }),
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  return { perSecond: (total * 1000) / (performance.now() - started) };
}

/** Fills streams of so many events each; answers the names. */
async function fill({ count, length, data }) {
  const names = Array.from({ length: count }, newStream);
  for (const name of names)
    await store.appendToStream(
      name,
      Array.from({ length }, () => ({ type: "MemberRegistered", data })),
    );
  return { names };
}

async function read({ names }) {
  const started = performance.now();
  for (const name of names) await store.readStream(name);
  return { ms: (performance.now() - started) / names.length };
}

let rebuilds = 0;

/** One raw SQL projection: an upsert an event, under a new name each time, so that it starts with the first event. */
async function rebuild({ events }) {
  const projection = postgreSQLRawSQLProjection({
    name: `peer_members_${rebuilds++}`,
    canHandle: ["MemberRegistered"],
    init: () => SQL`create table if not exists peer_members (name text primary key, email text, team text, seen int)`,
    evolve: ({ data }) =>
      SQL`insert into peer_members (name, email, team, seen) values (${data.name}, ${data.email}, ${data.team}, 1)
        on conflict (name) do update set email = excluded.email, team = excluded.team, seen = peer_members.seen + 1`,
  });
  const consumer = rebuildPostgreSQLProjections({ connectionString: url, projections: [projection] });
  const started = performance.now();
  await consumer.start();
  const ms = performance.now() - started;
  await consumer.close();
  return { perSecond: (events * 1000) / ms };
}

const operations = { append, fill, read, rebuild, ready: async () => ({}) };

for await (const line of createInterface({ input: process.stdin })) {
  const { id, op, ...request } = JSON.parse(line);
  try {
    process.stdout.write(`${JSON.stringify({ id, ...(await operations[op](request)) })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ id, error: String(error?.stack ?? error) })}\n`);
  }
}
await store.close();
