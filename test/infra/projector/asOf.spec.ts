import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { eventCodec, isUnreadable } from "../../../src/app/codec/eventCodec.ts";
import { type EventLog, noStream } from "../../../src/app/ports/eventLog.ts";
import type { RosterMember } from "../../../src/app/ports/rosterQueries.ts";
import type { MusterEvent } from "../../../src/domain/event.ts";
import { addDays } from "../../../src/domain/kernel/time.ts";
import type { Recorded } from "../../../src/domain/recorded.ts";
import { aesSealing } from "../../../src/infra/crypto/sealing.ts";
import { memoryDataKeys } from "../../../src/infra/memory/dataKeys.ts";
import { memoryEventLog } from "../../../src/infra/memory/eventLog.ts";
import { postgresAsOfReads } from "../../../src/infra/postgres/asOfReads.ts";
import { postgresProjections } from "../../../src/infra/postgres/projector/projections.ts";
import { type TableReads, tableReads } from "../../../src/infra/postgres/rosterPool.ts";
import { rosterQueriesOver } from "../../../src/infra/postgres/rosterQueries.ts";
import { liveTables } from "../../../src/infra/postgres/readTables.ts";
import {
  assigned,
  deactivated,
  emailChanged,
  managerChanged,
  opened,
  queueRenamed,
  reactivated,
  registered,
  registeredInError,
  renamed,
  retyped,
  sealed,
  transferred,
  unassigned,
} from "../../projections/events.ts";
import { streamOf } from "../../projections/given.ts";
import { useDatabase } from "../../support/postgres.ts";
import { type Random, seededRandom } from "../../support/random.ts";
import { id, paged } from "./support.ts";

const histories = Number(process.env["MUSTER_TEST_HISTORIES"] ?? 1_000);
const points = 40;
const days = 40;
const firstDay = "2025-01-01";

const database = useDatabase();
const codec = eventCodec(aesSealing, memoryDataKeys());
const decode: typeof codec.decode = (stored) => codec.decode(stored);

type Dated = { readonly event: MusterEvent; readonly on: string };

/** Changes of a few people and queues on any dates, in any order, as no decider would take them. */
function history(random: Random, of: number): readonly Dated[] {
  const [ada, bob, cid] = ["ada", "bob", "cid"].map((name) => id(`${name} ${of}`)) as [string, string, string];
  const [dns, web] = ["dns", "web"].map((name) => id(`${name} ${of}`)) as [string, string];
  const someone = () => random.pick([ada, bob, cid]);
  const word = () => random.pick(["x", "y", "z"]);
  const cover = () => {
    const [who, queue] = [someone(), random.pick([dns, web])];
    return [who, id(`${who} covers ${queue}`), queue] as const;
  };
  let gone: readonly string[] = [];
  const going = (who: string, event: MusterEvent) => {
    gone = [...gone, who];
    return event;
  };
  const change = (n: number): MusterEvent => {
    switch (random.below(13)) {
      case 0:
        return renamed(someone(), "?", word());
      case 1:
      case 2:
        return transferred(someone(), "?", word());
      case 3:
        return emailChanged(someone(), "?", `${of}.${n}@x.org`);
      case 4: {
        const [who, boss] = [someone(), random.pick([ada, bob, cid, null])];
        return managerChanged(who, null, boss === who || (boss !== null && gone.includes(boss)) ? null : boss);
      }
      case 5:
        return deactivated(someone(), addDays(firstDay, random.below(days)));
      case 6:
        return reactivated(someone(), firstDay);
      case 7:
      case 8:
        return assigned(...cover());
      case 9:
        return unassigned(...cover());
      case 10:
        return retyped(...cover(), ["primary", "backup"]);
      case 11:
        return queueRenamed(random.pick([dns, web]), "?", word());
      default:
        return random.chance(0.3) ? going(cid, registeredInError(cid)) : going(bob, sealed(bob));
    }
  };
  const changes = Array.from({ length: 4 + random.below(14) }, (_, n) => change(n));
  return [
    ...[ada, bob, cid].map((who) => ({ event: registered(who, { name: who, email: `${who}@x.org` }), on: firstDay })),
    ...[dns, web].map((queue) => ({ event: opened(queue), on: firstDay })),
    ...changes.map((event) => {
      const on = addDays(firstDay, random.below(days));
      // Who was registered in error never was, from their start on.
      return { event, on: event.type === "MemberRegisteredInError" ? firstDay : on };
    }),
  ];
}

/** All of them in one log, in turns. */
async function logOf(random: Random, all: readonly (readonly Dated[])[]): Promise<EventLog> {
  const log = memoryEventLog();
  const revisions = new Map<string, bigint>();
  const left = all.map((each) => [...each]);
  while (left.length > 0) {
    const at = random.below(left.length);
    const next = left[at]?.shift();
    if (!next) {
      left.splice(at, 1);
      continue;
    }
    const stream = streamOf(next.event);
    const expected = revisions.get(stream) ?? noStream;
    revisions.set(stream, expected + 1n);
    const commandId = randomUUID();
    const ids = { commandId, correlationId: commandId, causationId: commandId };
    const origin = { ...ids, actor: { issuer: "test", subject: "tester" } };
    const event = { ...next.event, effectiveOn: next.on };
    const events = await codec.encode([{ event, eventId: randomUUID(), origin }]);
    await log.append([{ stream, expected, events }]);
  }
  return log;
}

type Event = Recorded<MusterEvent>;
type Cover = { memberId: string; queueId: string; type: string; from: string; active: boolean };
type Person = {
  name: string;
  email: string;
  team: string;
  managerId: string | null;
  active: boolean;
  end: string | null;
};

/** The state of a day as known at a position, written down without the reducers. */
function naively(events: readonly Event[], on: string, at: bigint): readonly string[] {
  const queues = new Map<string, string>();
  const people = new Map<string, Person>();
  const covers = new Map<string, Cover>();
  const due = events
    .filter(({ position, meta }) => position <= at && meta.effectiveOn <= on)
    .sort((a, b) => a.meta.effectiveOn.localeCompare(b.meta.effectiveOn) || Number(a.revision - b.revision));
  const forget = (memberId: string) => {
    people.delete(memberId);
    for (const [key, cover] of covers) if (cover.memberId === memberId) covers.delete(key);
  };
  for (const { type, data, meta } of due) {
    if (type === "QueueOpened") queues.set(data.queueId, data.name);
    if (type === "QueueRenamed") queues.set(data.queueId, data.to);
    if (!("memberId" in data)) continue;
    if (type === "MemberRegistered") {
      const { name, email, team, managerId } = data;
      people.set(data.memberId, { name, email, team, managerId, active: true, end: null });
    }
    const person = people.get(data.memberId);
    if (!person) continue;
    if (type === "MemberRegisteredInError") forget(data.memberId);
    if (type === "MemberRenamed") person.name = data.to;
    if (type === "MemberEmailChanged") person.email = data.to;
    if (type === "MemberTransferred") person.team = data.to;
    if (type === "ManagerChanged") person.managerId = data.to;
    if (type === "MemberDeactivated") [person.active, person.end] = [false, data.lastDay];
    if (type === "MemberReactivated") [person.active, person.end] = [true, null];
    if (type === "QueueAssigned") {
      const { assignmentId, memberId, queueId, assignmentType } = data;
      covers.set(assignmentId, { memberId, queueId, type: assignmentType, from: meta.effectiveOn, active: true });
    }
    const cover = "assignmentId" in data ? covers.get(data.assignmentId) : undefined;
    if (cover && type === "QueueAssignmentRemoved") cover.active = false;
    if (cover && type === "QueueAssignmentRetyped") cover.type = data.to;
  }
  // Sealed is sealed, whatever point is asked for.
  for (const { type, data } of events) if (type === "MemberSealed") forget(data.memberId);
  return [...people].map(([memberId, { managerId, end, ...person }]) => {
    const covered = [...covers.values()]
      .filter((cover) => cover.memberId === memberId && cover.active)
      .map(({ queueId, type, from }) => `${queues.get(queueId)} ${type} ${from}`);
    const led = managerId !== null && people.has(managerId) ? managerId : null;
    return JSON.stringify([memberId, person.name, person.email, person.team, person.active, led, end, covered.sort()]);
  });
}

const asTold = ({ memberId, name, email, team, active, managerId, endDate, queues }: RosterMember): string =>
  JSON.stringify([
    ...[memberId, name, email, team, active, managerId, endDate],
    queues.map(({ queue, type, assignedDate }) => `${queue} ${type} ${assignedDate}`).sort(),
  ]);

describe("the versions", () => {
  const random = seededRandom("as-of");
  let log: EventLog;
  let reads: TableReads;
  let events: readonly Event[];

  beforeAll(async () => {
    const all = Array.from({ length: histories }, (_, of) => history(random, of));
    log = paged(await logOf(random, all), 1 + random.below(700));
    const projections = postgresProjections({ pool: database().pool, log, decode });
    await projections.catchUp(await log.head(), 600_000);
    expect(await projections.parked()).toEqual([]);
    await projections.close();
    const found = [];
    for await (const page of log.readAll(0n)) found.push(...(await codec.decode(page)));
    events = found.filter((event): event is Event => !isUnreadable(event));
    reads = tableReads(database().pool);
  }, 600_000);
  afterAll(() => reads.close());

  it(`of ${histories} histories answer as the log does, folded up to the day and the position`, async () => {
    const byHistory = [...Map.groupBy(events, ({ data }) => ("memberId" in data ? data.memberId : "queue")).keys()];
    expect(byHistory.length).toBe(histories * 3 + 1);
    for (let n = 0; n < points; n++) {
      const on = addDays(firstDay, random.below(days + 3) - 1);
      const position = n === 0 ? BigInt(events.length) : BigInt(random.below(events.length));
      const rows = await postgresAsOfReads(reads).at({ on, position }).queries.roster({ all: true });
      const [told, wanted] = [rows.map(asTold), naively(events, on, position)];
      const differing = (one: readonly string[], other: readonly string[]) => {
        const known = new Set(other);
        return one.filter((each) => !known.has(each));
      };
      const none: readonly string[] = [];
      const found = { on, position, tooMany: differing(told, wanted), lacking: differing(wanted, told) };
      expect(found).toEqual({ on, position, tooMany: none, lacking: none });
    }
  }, 600_000);

  it("are as of the last day, with all that is known, what the live tables are", async () => {
    const then = postgresAsOfReads(reads).at({ on: addDays(firstDay, days), position: await log.head() });
    const live = rosterQueriesOver(reads, liveTables);
    const byQueue = <Row extends { readonly queueId: string }>(rows: readonly Row[]) =>
      rows.toSorted((a, b) => (a.queueId < b.queueId ? -1 : 1));
    const [was, is] = [await then.queries.roster({ all: true }), await live.roster({ all: true })];
    expect(was.map(asTold)).toEqual(is.map(asTold));
    expect(byQueue(await then.queries.queues({ all: true }))).toEqual(byQueue(await live.queues({ all: true })));
    expect(byQueue(await then.queries.coverage())).toEqual(byQueue(await live.coverage()));
  }, 60_000);

  it("know for any instant the last position before the first event after it", async () => {
    for (let n = 0; n < points; n++) {
      const recordedAt = events[random.below(events.length)]?.meta.recordedAt ?? "";
      const instant = new Date(Date.parse(recordedAt) + random.below(3) - 1).toISOString();
      const next = events.findIndex(({ meta }) => meta.recordedAt > instant);
      const last = next === -1 ? events.at(-1) : events[next - 1];
      expect(await postgresAsOfReads(reads).positionAt(instant)).toBe(last?.position ?? 0n);
    }
  });
});
