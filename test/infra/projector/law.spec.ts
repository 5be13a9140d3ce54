import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { randomUUID } from "node:crypto";
import { eventCodec, isUnreadable } from "../../../src/app/codec/eventCodec.ts";
import type { EventLog, Write } from "../../../src/app/ports/eventLog.ts";
import { noStream } from "../../../src/app/ports/eventLog.ts";
import { place } from "../../../src/app/recording.ts";
import type { DomainEvent, MusterEvent } from "../../../src/domain/event.ts";
import type { Decided } from "../../../src/domain/kernel/decider.ts";
import { addDays } from "../../../src/domain/kernel/time.ts";
import type { Recorded } from "../../../src/domain/recorded.ts";
import { guardKey } from "../../../src/infra/crypto/guardKey.ts";
import { aesSealing } from "../../../src/infra/crypto/sealing.ts";
import { memoryDataKeys } from "../../../src/infra/memory/dataKeys.ts";
import { memoryEventLog } from "../../../src/infra/memory/eventLog.ts";
import { postgresProjections } from "../../../src/infra/postgres/projector/projections.ts";
import { Session } from "../../../src/infra/postgres/projector/session.ts";
import { live as liveTables } from "../../../src/infra/postgres/projector/tables.ts";
import { TableStore } from "../../../src/infra/postgres/projector/tableStore.ts";
import type { RosterTables } from "../../../src/projections/rosterTables.ts";
import { teamMembers, type TeamMemberRow } from "../../../src/projections/teamMembers.ts";
import { commands, live } from "../../domain/support/histories.ts";
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
import { tablesAfter } from "../../projections/given.ts";
import { seeded } from "../../support/seed.ts";
import { useDatabase } from "../../support/postgres.ts";
import { computed, id, paged } from "./support.ts";

const database = useDatabase();
const codec = eventCodec(aesSealing, memoryDataKeys());
let session: Session;

beforeAll(async () => {
  session = await Session.open(database().pool, { timezone: "'UTC'" });
});
afterAll(() => session.close());

/** Histories speak of people and queues by name; the tables know ids. */
function withIds(event: Decided<DomainEvent>): Decided<DomainEvent> {
  const idFields = new Set(["memberId", "managerId", "queueId", "assignmentId"]);
  const replaced = (field: string, value: unknown): unknown =>
    typeof value === "string" &&
    (idFields.has(field) || (event.type === "ManagerChanged" && field !== "type" && field !== "effectiveOn"))
      ? id(value)
      : field === "managerId" && value !== null && typeof value === "object"
        ? Object.fromEntries(
            Object.entries(value).map(([key, each]) => [key, typeof each === "string" ? id(each) : each]),
          )
        : value;
  return JSON.parse(JSON.stringify(event), replaced) as Decided<DomainEvent>;
}

type Told = Decided<DomainEvent> & { readonly eventId?: string };

/** What is reversed is known by the id that its event has in the log. */
const named = (event: Told, ids: ReadonlyMap<string, string>): Told =>
  "reverses" in event.data
    ? ({ ...event, data: { ...event.data, reverses: ids.get(event.data.reverses) } } as Told)
    : event;

/** A log that holds the changes, each one append with the guards' entries. */
async function logOf(changes: readonly (readonly Told[])[]): Promise<EventLog> {
  const log = memoryEventLog();
  const revisions = new Map<string, bigint>();
  const ids = new Map<string, string>();
  for (const events of changes) {
    const commandId = randomUUID();
    const steps = events.map((event) => ({ event: named(event, ids) }));
    const placed = place(steps, guardKey(new Uint8Array(32).fill(7)), commandId);
    for (const [n, { event }] of steps.entries()) {
      const { eventId } = placed.find((each) => each.event === event) ?? { eventId: "" };
      ids.set(events[n]?.eventId ?? eventId, eventId);
    }
    const origin = {
      commandId,
      correlationId: commandId,
      causationId: commandId,
      actor: { issuer: "t", subject: "t" },
    };
    const encoded = await codec.encode(placed.map(({ event, eventId }) => ({ event, eventId, origin })));
    const writes = new Map<string, Write>();
    for (const [n, { stream }] of placed.entries()) {
      const write = writes.get(stream) ?? { stream, expected: revisions.get(stream) ?? noStream, events: [] };
      writes.set(stream, { ...write, events: [...write.events, ...encoded.slice(n, n + 1)] });
    }
    for (const { stream, expected, events: own } of writes.values())
      revisions.set(stream, expected + BigInt(own.length));
    if (writes.size > 0) await log.append([...writes.values()]);
  }
  return log;
}

async function everything(log: EventLog): Promise<readonly Recorded<MusterEvent>[]> {
  const events = [];
  for await (const page of log.readAll(0n)) events.push(...(await codec.decode(page)));
  return events.filter((event): event is Recorded<MusterEvent> => !isUnreadable(event));
}

async function liveRows(): Promise<RosterTables> {
  const ids = async (column: string, table: string) =>
    new Set(
      (await session.query(`select distinct ${column}::text as id from ${table}`)).rows.map((row) => String(row["id"])),
    );
  const none = new Set<string>();
  return new TableStore(session, liveTables).load({
    members: await ids("member_id", "team_members"),
    queues: await ids("queue_id", "queues"),
    assignments: await ids("assignment_id", "team_queue_assignments"),
    historyOfMembers: await ids("member_id", "team_member_history"),
    ...{ reportsOf: none, assignmentsOfMembers: none, assignmentsOfQueues: none },
  });
}

const byKey = (tables: RosterTables) =>
  Object.fromEntries(
    Object.entries(tables).map(([name, rows]: [string, ReadonlyMap<string, object>]) => [
      name,
      [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
    ]),
  );

const around = { queueName: () => undefined, isMember: () => true };

/** A member is as their own events leave them, taken in the order of (effectiveOn, revision). */
function expectDateOrder({ members }: RosterTables, events: readonly Recorded<MusterEvent>[]): void {
  const streams = Map.groupBy(events, ({ stream }) => stream);
  for (const [stream, own] of streams) {
    if (!stream.startsWith("member-")) continue;
    const row = holding(own).reduce<TeamMemberRow | undefined>(
      (known, event) => teamMembers(known, event, around),
      undefined,
    );
    const live = members.get(stream.slice("member-".length));
    expect(told(live)).toEqual(told(row));
    if (live) expect(live.revision).toBe(own.at(-1)?.revision);
  }
}

/** By (effectiveOn, revision), without what was taken back and is not given back again. */
function holding(stream: readonly Recorded<MusterEvent>[]): readonly Recorded<MusterEvent>[] {
  const gone: string[] = [];
  for (const event of stream.toReversed())
    if ("reverses" in event.data && !gone.includes(event.meta.eventId)) gone.push(event.data.reverses);
  const place = ({ meta, revision }: Recorded<MusterEvent>) => `${meta.effectiveOn} ${String(revision).padStart(9)}`;
  return stream
    .filter(({ data, meta }) => !("reverses" in data) && !gone.includes(meta.eventId))
    .toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
}

const told = (row: TeamMemberRow | undefined) =>
  row && [row.name, row.email, row.team, row.active, row.startDate, row.endDate];

/** Live tables = the whole log projected from empty, by the engine beside them and by the pure fold alike. */
async function expectLaw(log: EventLog, pageSizes: readonly number[]): Promise<void> {
  for (const pageSize of pageSizes) {
    await session.query(`truncate ${computed.join(", ")}, muster.parked`);
    await session.query("update muster.projection set position = 0");
    const decode: typeof codec.decode = (stored) => codec.decode(stored);
    const projections = postgresProjections({ pool: database().pool, log: paged(log, pageSize), decode });
    await projections.catchUp(await log.head());
    const parked = await projections.parked();
    const { differences } = await projections.verify();
    await projections.close();
    expect({ pageSize, parked, differences }).toEqual({ pageSize, parked: [], differences: [] });
    const [rows, events] = [await liveRows(), await everything(log)];
    expect(byKey(rows)).toEqual(byKey(tablesAfter(events)));
    expectDateOrder(rows, events);
  }
}

const pageSizes = fc.shuffledSubarray([1, 2, 3, 7, 20, 1000], { minLength: 2, maxLength: 2 });

const people = ["ada", "bob", "cid"];
const places = ["dns", "web"];
const person = fc.constantFrom(...people);
const anyQueue = fc.constantFrom(...places);
const covering = fc.tuple(person, anyQueue);
const word = fc.constantFrom("x", "y", "z");
type Kind = (n: number) => MusterEvent;

/** Changes on any date, as no decider would take them, but such that every one can be applied. */
const lateChanges: fc.Arbitrary<readonly Decided<DomainEvent>[]> = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.tuple(person, word).map(
          ([who, name]): Kind =>
            () =>
              renamed(id(who), "?", name),
        ),
        fc.tuple(person, word).map(
          ([who, team]): Kind =>
            () =>
              transferred(id(who), "?", team),
        ),
        person.map(
          (who): Kind =>
            (n) =>
              emailChanged(id(who), "?", `${n}@x.org`),
        ),
        fc.tuple(person, fc.option(person)).map(
          ([who, boss]): Kind =>
            () =>
              managerChanged(id(who), null, boss === null ? null : id(boss)),
        ),
        person.map(
          (who): Kind =>
            () =>
              deactivated(id(who), "2025-01-01"),
        ),
        person.map(
          (who): Kind =>
            () =>
              reactivated(id(who), "2025-01-01"),
        ),
        covering.map(
          ([who, queue]): Kind =>
            () =>
              assigned(id(who), id(who + queue), id(queue)),
        ),
        covering.map(
          ([who, queue]): Kind =>
            () =>
              unassigned(id(who), id(who + queue), id(queue)),
        ),
        covering.map(
          ([who, queue]): Kind =>
            () =>
              retyped(id(who), id(who + queue), id(queue), ["primary", "backup"]),
        ),
        fc.tuple(anyQueue, word).map(
          ([queue, name]): Kind =>
            () =>
              queueRenamed(id(queue), "?", name),
        ),
        { weight: 1, arbitrary: fc.constant<Kind>(() => registeredInError(id("cid"))) },
        { weight: 1, arbitrary: fc.constant<Kind>(() => sealed(id("bob"))) },
      ),
      fc.integer({ min: 0, max: 40 }),
    ),
    { minLength: 20, maxLength: 60, size: "max" },
  )
  .map((changes) => [
    ...people.map((who) => on("2025-01-01", registered(id(who)))),
    ...places.map((queue) => on("2025-01-01", opened(id(queue)))),
    ...withoutTheGone(changes.map(([kind, days], n) => on(addDays("2025-01-01", days), kind(n)))),
  ]);

/** No one is put under a manager of whom nothing remains. */
function withoutTheGone(events: readonly Decided<DomainEvent>[]): readonly Decided<DomainEvent>[] {
  const gone = new Set<string>();
  return events.filter(({ type, data }) => {
    if (type === "MemberRegisteredInError" || type === "MemberSealed") gone.add(data.memberId);
    return !(type === "ManagerChanged" && data.to !== null && gone.has(data.to));
  });
}

const on = (effectiveOn: string, event: MusterEvent) => ({ ...event, effectiveOn }) as Decided<DomainEvent>;

const seen = { reversals: 0 };

describe("the law", () => {
  it("holds for whatever is ordered for whatever date, with later changes withdrawn, in batches of any size", async () => {
    await fc.assert(
      fc.asyncProperty(commands({ withErrors: true }), pageSizes, async (orders, sizes) => {
        const changes = live(orders).map(({ events }) => events.map(withIds));
        seen.reversals += changes.flat().filter(({ data }) => "reverses" in data).length;
        await expectLaw(await logOf(changes), sizes);
      }),
      { ...seeded(8), endOnFailure: true },
    );
    expect(seen.reversals).toBeGreaterThan(0);
  });

  it("holds for what is recorded late, in batches of any size", async () => {
    await fc.assert(
      fc.asyncProperty(lateChanges, pageSizes, async (events, sizes) => {
        await expectLaw(await logOf(events.map((event) => [event])), sizes);
      }),
      { ...seeded(8), endOnFailure: true },
    );
  });
});
