import { randomUUID } from "node:crypto";
import { noStream } from "../../src/app/ports/eventLog.ts";
import { addDays } from "../../src/domain/kernel/time.ts";
import { postgresAsOfReads } from "../../src/infra/postgres/asOfReads.ts";
import { postgresProjections } from "../../src/infra/postgres/projector/projections.ts";
import { tableReads } from "../../src/infra/postgres/rosterPool.ts";
import { career, teamsFor } from "../support/careers.ts";
import { careersOf, eventsEach } from "../support/dataset.ts";
import { alone, percentile, type Row } from "../support/figures.ts";
import type { Server } from "../support/server.ts";
import { openQueues, openStore, origin, type Store } from "../support/store.ts";

const longCareer = 200;
const asked = 300;

type Measured = { readonly members: number; readonly roster: number; readonly member: number; readonly answer: number };

/**
 * One member of 200 events, and a team of fifty with what they cover, at past points; among so many members, and among a
 * tenth and a hundredth of them, which must not be much quicker.
 */
export async function asOf(server: Server, count: number, members: number): Promise<readonly Row[]> {
  const sizes = [members / 100, members / 10, members].map(Math.round);
  const measured: Measured[] = [];
  for (const size of sizes) measured.push(await measure(await careersOf(server, size), size, asked * count));
  const p95s = measured.map(({ roster }) => roster);
  const largest = measured.at(-1);
  return [
    alone("as-of-member", "ms", largest?.member ?? NaN, { most: 5 }),
    alone("as-of-roster", "ms", largest?.roster ?? NaN, { most: 50 }),
    ...measured.flatMap(({ members: of, roster, answer }) => [
      alone(`as-of-roster, ${of * eventsEach} events`, "ms", roster),
      alone(`as-of-roster, ${of * eventsEach} events: members told`, "", answer),
    ]),
    alone("as-of-roster, slowest ÷ quickest", "", Math.max(...p95s) / Math.min(...p95s), { most: 1.5 }),
  ];
}

async function measure(database: string, members: number, times: number): Promise<Measured> {
  const store = await openStore(database);
  const memberId = await addLongCareer(store);
  const projections = postgresProjections({ ...store, decode: (stored) => store.codec.decode(stored) });
  await projections.rebuild();
  await projections.close();
  await store.pool.query("vacuum analyze");
  const reads = tableReads(store.pool);
  const past = postgresAsOfReads(reads);
  const head = await past.newest();
  // Days of the years in which most are there; of the log the last tenth, in which most are known.
  const point = (n: number) => ({
    on: addDays("2023-01-01", (n * 7919) % 700),
    position: head - (BigInt(n * 104_729) % (head / 10n)),
  });
  const team = (n: number) => `team ${(n * 31) % teamsFor(members)}`;
  let told = 0;
  const roster = await p95(times, async (n) => {
    told += (await past.at(point(n)).queries.roster({ team: team(n) })).length;
  });
  const member = await p95(times, (n) =>
    past.at({ ...point(n), on: addDays("2016-01-01", n * 7) }).queries.member(memberId),
  );
  await reads.close();
  await store.close();
  return { members, roster, member, answer: told / (times + warming) };
}

const warming = 50;

async function p95(times: number, ask: (n: number) => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let n = 0; n < times + warming; n++) {
    const started = performance.now();
    await ask(n);
    taken.push(performance.now() - started);
  }
  return percentile(taken.slice(warming), 0.95);
}

async function addLongCareer(store: Store): Promise<string> {
  const { codec, log } = store;
  const memberId = randomUUID();
  const [queueId = ""] = await openQueues(store, 1);
  const events = career(memberId, { ordinal: 3_000_000, length: longCareer, teams: 10, queueId }).map((event) => {
    const eventId = randomUUID();
    return { event, eventId, origin: origin(eventId) };
  });
  await log.append([{ stream: `member-${memberId}`, expected: noStream, events: await codec.encode(events) }]);
  return memberId;
}
