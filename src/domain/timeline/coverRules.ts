import { latest } from "../kernel/dated.ts";
import { reject } from "../kernel/rejection.ts";
import type { LocalDate } from "../kernel/time.ts";
import type { MemberEventType } from "../member/messages.ts";
import { brokenLosses, coverage, lost, stateOn } from "./coverage.ts";
import { noQueue, type QueueHistory } from "./queueHistory.ts";
import { queuesCovered } from "./holdings.ts";
import {
  type Breach,
  datesFrom,
  memberChangesOn,
  membersIn,
  memberStreamIn,
  queueChangesOn,
  queuesIn,
  type Sight,
} from "./sight.ts";
import type { Timeline } from "./timeline.ts";

const moving: readonly MemberEventType[] = [
  "QueueAssigned",
  "QueueAssignmentRetyped",
  "QueueAssignmentRemoved",
  "MemberDeactivated",
];

const historyIn = (timeline: Timeline, queueId: string): QueueHistory => timeline.queues.get(queueId) ?? noQueue;

/** The queues whose cover a change moves, and who it moves. */
const movedCover = ({ before, after, events }: Sight) =>
  membersIn(events).flatMap((memberId) =>
    queuesCovered(memberStreamIn(after, memberId))
      .filter((id) => historyIn(before, id).cover.get(memberId) !== historyIn(after, id).cover.get(memberId))
      .map((queueId) => ({ queueId, memberId })),
  );

/** Dates on which somebody would cover a queue that is not open. */
export function coveredWhileClosed(sight: Sight): readonly Breach[] {
  const moved = movedCover(sight).map(({ queueId, memberId }) => ({ queueId, members: [memberId] }));
  const own = queuesIn(sight.events).map((queueId) => ({
    queueId,
    members: [...historyIn(sight.after, queueId).cover.keys()],
  }));
  return [...moved, ...own].flatMap(({ queueId, members }) =>
    members.flatMap((memberId) => whileClosed(sight, queueId, memberId)),
  );
}

function whileClosed(sight: Sight, queueId: string, memberId: string): readonly Breach[] {
  sight.look.queue(queueId);
  const [before, after] = [historyIn(sight.before, queueId), historyIn(sight.after, queueId)];
  const covers = ({ cover }: QueueHistory, date: LocalDate) =>
    !!latest(cover.get(memberId) ?? [], date)?.assignmentType;
  const isBroken = (history: QueueHistory, date: LocalDate) =>
    covers(history, date) && (stateOn(history, date)?.closed ?? true);
  const changes = [
    ...after.own.map(({ effectiveOn }) => effectiveOn),
    ...(after.cover.get(memberId) ?? []).map(({ on }) => on),
  ];
  let broken = false;
  return datesFrom(sight.from, changes).flatMap((date): Breach[] => {
    const begins = isBroken(after, date) && !broken && !isBroken(before, date);
    broken = isBroken(after, date);
    if (!begins) return [];
    const closing = queueChangesOn(sight, queueId, date, ["QueueClosed"]);
    const by = closing.length > 0 ? closing : memberChangesOn(sight, memberId, date, ["QueueAssigned"]);
    const refuse = () =>
      reject("queue-closed", `The queue is not open on ${date}: choose one that is.`, { queueId, on: date });
    return [{ by, refuse }];
  });
}

/** Queues that would be below their minimum on a date, because of a change. */
export type Shortfalls = { readonly breaches: readonly Breach[]; readonly accepted: readonly string[] };

/**
 * New shortfalls: on later dates by those who cover no longer, unless the queue is accepted; and by each who is let go on a
 * later date and would have been kept, had what is now told been known: as that loss is judged on its own day.
 */
export function shortfalls(sight: Sight): Shortfalls {
  // Who never was did not cover either: what is believed of past dates changes, and nobody can cover them now.
  if (sight.events.some(({ type }) => type === "MemberRegisteredInError")) return { breaches: [], accepted: [] };
  const queues = new Set([...movedCover(sight).map(({ queueId }) => queueId), ...queuesIn(sight.events)]);
  const found = [...queues].flatMap((queueId) => shortDates(sight, queueId));
  const isAccepted = ({ queueId }: Short) => sight.accepted.includes(queueId);
  return {
    breaches: found.filter((short) => !isAccepted(short)).flatMap((short) => breachesOf(sight, short)),
    accepted: [...new Set(found.filter(isAccepted).map(({ queueId }) => queueId))],
  };
}

/** A date on which a queue has too few; `leaving` are those who are let go on it, where it was not short of others before. */
type Short = { readonly queueId: string; readonly date: LocalDate; readonly leaving: readonly string[] | null };

function shortDates({ before, after, from, look }: Sight, queueId: string): readonly Short[] {
  look.queue(queueId);
  const [was, is] = [historyIn(before, queueId), historyIn(after, queueId)];
  const changes = [...is.cover.values()].flat();
  const dates = datesFrom(from, [...changes.map(({ on }) => on), ...is.own.map(({ effectiveOn }) => effectiveOn)]);
  if (!dates.some((date) => (stateOn(is, date)?.minimum ?? 0) > 0)) return [];
  let short = false;
  return dates.flatMap((date): Short[] => {
    const [now, then] = [coverage(is, date), coverage(was, date)];
    const begins = now.short && !then.short && !short;
    short = now.short;
    if (begins && now.members.length < then.members.length) return [{ queueId, date, leaving: null }];
    const known = brokenLosses(was, date);
    const leaving = brokenLosses(is, date).filter((memberId) => !known.includes(memberId));
    return leaving.length > 0 ? [{ queueId, date, leaving }] : [];
  });
}

function breachesOf(sight: Sight, { queueId, date, leaving }: Short): readonly Breach[] {
  const refuse = () =>
    reject(
      "queue-would-be-uncovered",
      `From ${date} on there are too few for a queue: find other cover first, or accept the queue by name.`,
      { queues: [{ queueId }], on: date },
    );
  const gone = leaving ?? lost(historyIn(sight.after, queueId), date);
  const losses = gone.flatMap((memberId) => memberChangesOn(sight, memberId, date, moving));
  const unaccepted = losses.filter(
    ({ data }) => !("acceptedUncovered" in data && data.acceptedUncovered.includes(queueId)),
  );
  if (leaving !== null) return unaccepted.length > 0 ? [{ by: unaccepted, refuse }] : [];
  return [{ by: [...losses, ...queueChangesOn(sight, queueId, date, ["QueueCoverageRequired"])], refuse }];
}
