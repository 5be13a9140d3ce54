import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isUnreadable } from "../../../src/app/codec/eventCodec.ts";
import type { RosterQueries } from "../../../src/app/ports/rosterQueries.ts";
import type { Command } from "../../../src/domain/command.ts";
import { Rejection } from "../../../src/domain/kernel/rejection.ts";
import { addDays } from "../../../src/domain/kernel/time.ts";
import { dateIn } from "../../../src/infra/clock.ts";
import { memoryEventLog } from "../../../src/infra/memory/eventLog.ts";
import { postgresAsOfReads } from "../../../src/infra/postgres/asOfReads.ts";
import { postgresProjections } from "../../../src/infra/postgres/projector/projections.ts";
import { liveTables } from "../../../src/infra/postgres/readTables.ts";
import { tableReads } from "../../../src/infra/postgres/rosterPool.ts";
import { rosterQueriesOver } from "../../../src/infra/postgres/rosterQueries.ts";
import { memberIds, opening, withdrawing } from "../../domain/support/histories.ts";
import { endOfAppend, type Plain, plainly, type Point, type Told } from "../../support/asOf/plain.ts";
import { inCourse, leapDays, turn, type Turn } from "../../support/asOf/turns.ts";
import { dayAt, type Odd, oddDays } from "../../support/asOf/zones.ts";
import { by, handling } from "../../support/handling.ts";
import { useDatabase } from "../../support/postgres.ts";
import { type Random, seededRandom } from "../../support/random.ts";
import { id, paged } from "./support.ts";

/** Teams whose histories share one log, in each of the time zones. */
const teams = Math.ceil(Number(process.env["MUSTER_HISTORIES"] ?? 1_000) / 100);
const turns = 45;
const points = 25;
const random = seededRandom("as-of by command");

/** The orders of one team among many: people, queues, addresses and names of its own. */
function ofTeam(command: Command, team: number): Command {
  const own = (field: string, value: unknown): unknown => {
    if (typeof value !== "string") return value;
    if (["memberId", "managerId", "reportsTo", "queueId"].includes(field)) return id(`${team} ${value}`);
    if (field === "email") return `${team}.${value}`;
    return field === "name" && "queueId" in command.data ? `${value} ${team}` : value;
  };
  const named = (field: string, value: unknown): unknown =>
    field === "acceptUncovered" ? (value as string[]).map((each) => id(`${team} ${each}`)) : own(field, value);
  return JSON.parse(JSON.stringify(command), named) as Command;
}

/** A log in a time zone, whose clock the test sets, and the tables that follow it. */
function mustering(odd: Odd, pool: ReturnType<ReturnType<typeof useDatabase>>["pool"]) {
  let now = Date.parse(odd.begins);
  const clock = { now: () => new Date(now), today: (zone: string) => dateIn(zone, new Date(now)) };
  const log = memoryEventLog({ now: clock.now });
  const muster = handling(log, { clock, timezone: odd.zone });
  const decode: typeof muster.codec.decode = (stored) => muster.codec.decode(stored);
  const projections = postgresProjections({ pool, log: paged(log, 1 + random.below(400)), decode });
  const recorded: (readonly string[])[] = Array.from({ length: teams }, () => []);
  const scheduled: (readonly string[])[] = Array.from({ length: teams }, () => []);

  const order = async (command: Command, team: number): Promise<readonly string[] | undefined> => {
    const outcome = await refusable(() => muster.handle([command], by()));
    if (outcome instanceof Rejection) return outcome.details["withdraw"] as readonly string[] | undefined;
    recorded[team] = [...(recorded[team] ?? []), ...outcome.events.map(({ eventId }) => eventId)];
    if (outcome.scheduled) scheduled[team] = [...(scheduled[team] ?? []), outcome.scheduled.changeId];
    return undefined;
  };
  return {
    ...{ log, muster, projections, order },
    today: () => clock.today(odd.zone),
    byTable: () => dayAt(odd, now),
    async wait(minutes: number) {
      now += minutes * 60_000;
      await muster.changes.applyDue();
    },
    async take({ what, order: ordered, days, which }: Turn, team: number) {
      const on = addDays(clock.today(odd.zone), days);
      const [events, changes] = [recorded[team] ?? [], scheduled[team] ?? []];
      const pick = (from: readonly string[]) => from[which % from.length] ?? id("nothing");
      switch (what) {
        case "order": {
          const command = ofTeam(ordered(on), team);
          const withdraw = await order(command, team);
          if (withdraw && which % 2 === 0) await order(withdrawing(command, withdraw), team);
          break;
        }
        case "leave":
        case "return":
        case "rehire":
        case "seal":
        case "erase":
          await order(
            ofTeam(
              inCourse(what, memberIds[which % memberIds.length] ?? "", { today: clock.today(odd.zone), days }),
              team,
            ),
            team,
          );
          break;
        case "undo": {
          // The team that it begins with stays for the most part, or there would soon be nobody.
          const undone = await refusable(() => muster.undo(pick(events.slice(-6)), by()));
          if (!(undone instanceof Rejection))
            recorded[team] = [...events, ...undone.events.map(({ eventId }) => eventId)];
          break;
        }
        case "move":
          await refusable(() => muster.changes.move(pick(changes), on, by()));
          break;
        case "cancel":
          await refusable(() => muster.changes.cancel(pick(changes), by()));
          break;
      }
    },
    async told(): Promise<readonly (Told & { readonly recordedAt: string })[]> {
      const events = [];
      for await (const page of log.readAll(0n)) events.push(...(await muster.codec.decode(page)));
      return events.flatMap((event) => {
        if (isUnreadable(event)) throw new Error(`${event.type} cannot be read.`);
        const { type, data, meta, position } = event;
        const { eventId, commandId, effectiveOn: on, recordedAt } = meta;
        return [{ ...{ type, data: data, eventId, commandId, on, recordedAt }, position: Number(position) }];
      });
    },
  };
}

async function refusable<T>(work: () => Promise<T>): Promise<T | Rejection> {
  try {
    return await work();
  } catch (refusal) {
    if (refusal instanceof Rejection) return refusal;
    throw refusal;
  }
}

/** The lists in words, as the tables and as the oracle have them. */
async function listed(queries: RosterQueries): Promise<readonly string[]> {
  const members = (await queries.roster({ all: true })).map((row) => {
    const covers = row.queues.map(({ queue, type, assignedDate }) => `${queue} ${type} ${assignedDate}`).sort();
    const { memberId, name, email, team, title, active, managerId, startDate, endDate } = row;
    return JSON.stringify([memberId, name, email, team, title, active, managerId, startDate, endDate, covers]);
  });
  const queues = (await queries.queues({ all: true })).map(({ queueId, name, minimum, open, openedOn, closedOn }) =>
    JSON.stringify([queueId, name, minimum, open, openedOn, closedOn]),
  );
  return [...members, ...queues].sort();
}

function wanted({ people, covers, queues }: Plain): readonly string[] {
  const called = new Map(queues.map(({ id, name }) => [id, name]));
  const there = new Set(people.map(({ id }) => id));
  const members = people.map(({ id, values: { name, email, team, title }, manager, active, start, end }) => {
    const held = covers
      .filter((cover) => cover.member === id && cover.to === null)
      .map(({ queue, type, from }) => `${called.get(queue)} ${type} ${from}`);
    const led = manager !== null && there.has(manager) ? manager : null;
    return JSON.stringify([id, name, email, team, title, active, led, start, end, held.sort()]);
  });
  return [
    ...members,
    ...queues.map(({ id, name, minimum, from, to }) => JSON.stringify([id, name, minimum, to === null, from, to])),
  ].sort();
}

const somewhere = (random: Random, dates: readonly string[], log: readonly Told[]): Point => ({
  on: addDays(dates[random.below(dates.length)] ?? "", random.below(3) - 1),
  at: endOfAppend(log, random.below(log.length + 1)),
});

describe.each(oddDays)(`${teams} teams by command in $zone, which $what`, (odd) => {
  const database = useDatabase();

  it("are answered from the tables as the log says, at each point and at every turn of the clock", async () => {
    const { log, muster, projections, order, ...team } = mustering(odd, database().pool);
    const reads = tableReads(database().pool);
    const past = postgresAsOfReads(reads);
    const sample = fc.sample(turn, { numRuns: turns * teams, seed: random.below(2 ** 31) });
    for (let n = 0; n < teams; n++) for (const command of opening(team.today())) await order(ofTeam(command, n), n);

    let newestDay = team.today();
    for (let n = 0; n < turns; n++) {
      await team.wait((sample[n]?.minutes ?? 0) + (n === 35 ? leapDays * 1_440 : 0));
      expect(team.today()).toBe(team.byTable());
      if (team.today() > newestDay) newestDay = team.today();
      for (let of = 0; of < teams; of++) {
        const next = sample[n * teams + of];
        if (next) await team.take(next, of);
      }
      if (n % 5 > 0) continue;
      // Live is as of today with all that is known, whatever has just begun, was told late or was taken back.
      await projections.catchUp(await log.head(), 60_000);
      const now = { on: newestDay, position: await log.head() };
      const found = await listed(rosterQueriesOver(reads, liveTables));
      expect(found).toEqual(wanted(plainly(await team.told(), { on: now.on, at: Number(now.position) })));
      expect(await listed(past.at(now).queries)).toEqual(found);
    }

    await projections.catchUp(await log.head(), 60_000);
    expect(await projections.parked()).toEqual([]);
    const told = await team.told();
    const dates = [...new Set(told.map(({ on }) => on))];
    for (let n = 0; n < points; n++) {
      const { on, at } = somewhere(random, dates, told);
      const found = await listed(past.at({ on, position: BigInt(at) }).queries);
      expect({ on, at, found }).toEqual({ on, at, found: wanted(plainly(told, { on, at })) });
      const instant = new Date(Date.parse(told[random.below(told.length)]?.recordedAt ?? "") + random.below(3) - 1);
      const next = told.findIndex(({ recordedAt }) => Date.parse(recordedAt) > instant.getTime());
      expect(await past.positionAt(instant.toISOString())).toBe(BigInt(next === -1 ? told.length : next));
    }
    await projections.close();
    await reads.close();
  }, 600_000);
});
