import { randomUUID } from "node:crypto";
import type { ToRecord } from "../../src/app/codec/eventCodec.ts";
import { noStream } from "../../src/app/ports/eventLog.ts";
import { addDays } from "../../src/domain/kernel/time.ts";
import { reasonCodes } from "../../src/domain/member/messages.ts";
import { data, origin, type Store } from "./store.ts";

type Event = ToRecord["event"];

/** A member from the first day on: moves, changes of title, and for one of three a departure in the end. */
function career(memberId: string, ordinal: number, length: number): readonly Event[] {
  const start = addDays("2015-01-01", (ordinal * 7919) % 3650);
  const team = (nth: number) => `team ${(ordinal + nth) % 1000}`;
  const person = { name: `Member ${ordinal}`, email: `member.${ordinal}@example.org`, team: team(0) };
  const changes = Array.from({ length: length - 2 }, (_, nth): Event => {
    const effectiveOn = addDays(start, (nth + 1) * 20);
    if (nth % 6 === 5)
      return {
        type: "MemberTransferred",
        data: { memberId, from: team(nth - 6), to: team(nth), newTeam: false },
        effectiveOn,
      };
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
export async function fillCareers({ codec, log }: Store, members: number, eventsEach: number): Promise<void> {
  const some = 100;
  for (let first = 0; first < members; first += some) {
    const writes = await Promise.all(
      Array.from({ length: Math.min(some, members - first) }, async (_, index) => {
        const memberId = randomUUID();
        const events = career(memberId, first + index, eventsEach).map((event): ToRecord => {
          const eventId = randomUUID();
          return { event, eventId, origin: origin(eventId) };
        });
        return { stream: `member-${memberId}`, expected: noStream, events: await codec.encode(events) };
      }),
    );
    await log.append(writes);
  }
}
