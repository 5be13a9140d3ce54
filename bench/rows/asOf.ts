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
const warming = 50;

/** A log that was taken in, and what is asked of it. */
type Subject = {
  readonly members: number;
  readonly roster: (n: number) => Promise<number>;
  readonly member: (n: number) => Promise<unknown>;
  close(): Promise<void>;
};

type Taken = { readonly roster: number[]; readonly member: number[]; told: number };

/**
 * One member of 200 events, and a team of fifty with what they cover, at past points; among so many members, and among a
 * tenth and a hundredth of them, which must not be much quicker. They are asked in turns, so that all meet the same machine.
 */
export async function asOf(server: Server, count: number, members: number): Promise<readonly Row[]> {
  const subjects: Subject[] = [];
  for (const size of [members / 100, members / 10, members].map(Math.round))
    subjects.push(await takenIn(await careersOf(server, size), size));
  const taken = subjects.map((): Taken => ({ roster: [], member: [], told: 0 }));
  for (let n = 0; n < asked * count + warming; n++)
    for (const [index, subject] of subjects.entries()) await ask(subject, n, taken[index]);
  for (const subject of subjects) await subject.close();
  const p95s = taken.map(({ roster }) => percentile(roster, 0.95));
  return [
    alone("as-of-member", "ms", percentile(taken.at(-1)?.member ?? [], 0.95), { most: 5 }),
    alone("as-of-roster", "ms", p95s.at(-1) ?? NaN, { most: 50 }),
    ...subjects.flatMap(({ members: of }, index) => [
      alone(`as-of-roster, ${of * eventsEach} events`, "ms", p95s[index] ?? NaN),
      alone(`as-of-roster, ${of * eventsEach} events`, "members", (taken[index]?.told ?? 0) / (asked * count)),
    ]),
    alone("as-of-roster, slowest ÷ quickest", "", Math.max(...p95s) / Math.min(...p95s), { most: 1.5 }),
  ];
}

async function ask({ roster, member }: Subject, n: number, taken: Taken | undefined): Promise<void> {
  const started = performance.now();
  const told = await roster(n);
  const between = performance.now();
  await member(n);
  if (n < warming || !taken) return;
  taken.roster.push(between - started);
  taken.member.push(performance.now() - between);
  taken.told += told;
}

async function takenIn(database: string, members: number): Promise<Subject> {
  const store = await openStore(database);
  const memberId = await addLongCareer(store);
  const projections = postgresProjections({ ...store, decode: (stored) => store.codec.decode(stored) });
  await projections.rebuild();
  await projections.close();
  await store.pool.query("vacuum analyze");
  const reads = tableReads(store.pool);
  const past = postgresAsOfReads(reads);
  const head = await past.newest();
  // Of the log the last tenth, in which most are known.
  const position = (n: number) => head - (BigInt(n * 104_729) % (head / 10n));
  return {
    members,
    async roster(n) {
      // Days of the years in which most are there.
      const point = { on: addDays("2023-01-01", (n * 7919) % 700), position: position(n) };
      const team = `team ${(n * 31) % teamsFor(members)}`;
      return (await past.at(point).queries.roster({ team })).length;
    },
    member: (n) => past.at({ on: addDays("2016-01-01", n * 7), position: head }).queries.member(memberId),
    async close() {
      await reads.close();
      await store.close();
    },
  };
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
