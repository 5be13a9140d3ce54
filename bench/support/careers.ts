import { randomUUID } from "node:crypto";
import type { ToRecord } from "../../src/app/codec/eventCodec.ts";
import { noStream } from "../../src/app/ports/eventLog.ts";
import { deriveId } from "../../src/app/ids.ts";
import { addDays } from "../../src/domain/kernel/time.ts";
import { reasonCodes } from "../../src/domain/member/messages.ts";
import { data, openQueues, origin, type Store } from "./store.ts";

type Event = ToRecord["event"];

/** So many teams that about fifty are active on each, once all have begun. */
export const teamsFor = (members: number): number => Math.max(1, Math.round(members / 75));

type Course = {
  readonly ordinal: number;
  readonly length: number;
  readonly teams: number;
  readonly queueId: string;
};

/** A member from the first day on: moves, changes of title, queues covered, and for one of three a departure in the end. */
export function career(memberId: string, { ordinal, length, teams, queueId }: Course): readonly Event[] {
  const start = addDays("2015-01-01", (ordinal * 7919) % 3650);
  const team = (nth: number) => `team ${(ordinal + nth) % teams}`;
  const person = { name: `Member ${ordinal}`, email: `member.${ordinal}@example.org`, team: team(0) };
  const changes = Array.from({ length: length - 2 }, (_, nth): Event => {
    const effectiveOn = addDays(start, (nth + 1) * 20);
    if (nth % 6 === 5)
      return {
        type: "MemberTransferred",
        data: { memberId, from: team(nth - 6), to: team(nth), newTeam: false },
        effectiveOn,
      };
    const assignment = {
      memberId,
      queueId,
      assignmentId: deriveId(memberId, String(Math.floor(nth / 6))),
      assignmentType: "primary" as const,
    };
    if (nth % 6 === 1) return { type: "QueueAssigned", data: assignment, effectiveOn };
    // The last is covered to the end.
    if (nth % 6 === 3 && nth + 6 < length)
      return { type: "QueueAssignmentRemoved", data: { ...assignment, acceptedUncovered: [] }, effectiveOn };
    const title = { from: `T${nth}`, to: `T${nth + 1}` };
    return { type: "MemberDetailsChanged", data: { memberId, title }, effectiveOn };
  });
  const lastDay = addDays(start, length * 20 + ((ordinal * 104_729) % 2500));
  const reasonCode = reasonCodes[ordinal % reasonCodes.length] ?? "other";
  const leaving = { memberId, lastDay, reasonCode, note: null, closed: [], acceptedUncovered: [] };
  const last: Event =
    ordinal % 3 === 0
      ? { type: "MemberDeactivated", data: leaving, effectiveOn: addDays(lastDay, 1) }
      : { type: "MemberRenamed", data: { memberId, from: "A", to: "B" }, effectiveOn: addDays(start, length * 20) };
  return [{ type: "MemberRegistered", data: { ...data, ...person, memberId }, effectiveOn: start }, ...changes, last];
}

/** Fills a log with members whose histories have so many events each. */
export async function fillCareers(store: Store, members: number, eventsEach: number): Promise<void> {
  const { codec, log } = store;
  const queues = await openQueues(store, 20);
  const some = 100;
  for (let first = 0; first < members; first += some) {
    const writes = await Promise.all(
      Array.from({ length: Math.min(some, members - first) }, async (_, index) => {
        const memberId = randomUUID();
        const ordinal = first + index;
        const course = { ordinal, length: eventsEach, teams: teamsFor(members), queueId: queues[ordinal % 20] ?? "" };
        const events = career(memberId, course).map((event): ToRecord => {
          const eventId = randomUUID();
          return { event, eventId, origin: origin(eventId) };
        });
        return { stream: `member-${memberId}`, expected: noStream, events: await codec.encode(events) };
      }),
    );
    await log.append(writes);
  }
}
