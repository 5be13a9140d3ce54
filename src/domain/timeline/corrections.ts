import type { DomainEvent } from "../event.ts";
import { lineOf } from "../guard/lines.ts";
import type { GuardEntered } from "../guard/messages.ts";
import { latest } from "../kernel/dated.ts";
import type { Laid } from "../kernel/decider.ts";
import type { LocalDate } from "../kernel/time.ts";
import type { Member } from "../member/member.ts";
import type { MemberEvent, MemberEventType } from "../member/messages.ts";
import { claimsTouched, ownerCorrection, releases } from "./claims.ts";
import { queuesCovered } from "./holdings.ts";
import type { Look } from "./looking.ts";
import { datesFrom, firstOf, membersIn, memberStreamIn } from "./sight.ts";
import { type DatedEntry, enter, type Timeline } from "./timeline.ts";
import { memberOn } from "./worldAt.ts";

export type Corrected = { readonly timeline: Timeline; readonly entries: readonly DatedEntry[] };

/**
 * What the guards must be told beside what each event enters, so that they agree with the streams that they guard on
 * every date: a change that comes before others in time may make what those entered untrue, and a reversal does.
 */
export function corrected(laid: Timeline, events: readonly Laid<DomainEvent>[], look: Look): Corrected {
  let timeline = laid;
  const entries: DatedEntry[] = [];
  const correct = (wanted: (now: Timeline) => readonly DatedEntry[]) => {
    for (const entry of wanted(timeline)) {
      timeline = enter(timeline, entry);
      entries.push(entry);
    }
  };
  for (const memberId of membersIn(events)) {
    const own = events.filter(({ data }) => "memberId" in data && data.memberId === memberId);
    const stream = memberStreamIn(laid, memberId);
    for (const date of datesFrom(firstOf(own), datesOf(stream)))
      correct((now) => ofMember(now, look, { own, date, stream }));
  }
  correct((now) => releases(now, events, look));
  for (const { guard, dates, holder } of claimsTouched(laid, events, look))
    for (const date of dates) correct((now) => ownerCorrection(now, { guard, holder }, date));
  return { timeline, entries };
}

const datesOf = (events: readonly Laid<DomainEvent>[]): readonly LocalDate[] =>
  events.map(({ effectiveOn }) => effectiveOn);

type OfMember = {
  readonly own: readonly Laid<DomainEvent>[];
  readonly date: LocalDate;
  readonly stream: readonly Laid<MemberEvent>[];
};

/** Which guards a member's events may have made untrue. */
const touching = (types: readonly MemberEventType[]) => {
  const all = new Set<string>([...types, "MemberRegistered", "MemberRegisteredInError", "MemberChangeReversed"]);
  return (events: readonly Laid<DomainEvent>[]): boolean => events.some(({ type }) => all.has(type));
};
const touchesLines = touching([
  "ManagerChanged",
  "MemberDeactivated",
  "MemberReactivated",
  "MemberRehired",
  "MemberSealed",
]);
const touchesCover = touching([
  "QueueAssigned",
  "QueueAssignmentRetyped",
  "QueueAssignmentRemoved",
  "MemberDeactivated",
]);

function ofMember(now: Timeline, look: Look, { own, date, stream }: OfMember): readonly DatedEntry[] {
  const member = memberOn(stream, date);
  if (!member) return [];
  const queues = touchesCover(own) ? queuesCovered(stream) : [];
  return [
    ...(touchesLines(own) ? lineCorrection(now, look, { member, date }) : []),
    ...queues.flatMap((queueId) => coverCorrection(now, look, { member, date, queueId })),
  ];
}

type On = { readonly member: Member; readonly date: LocalDate };

function lineCorrection(now: Timeline, look: Look, { member, date }: On): readonly DatedEntry[] {
  look.lines();
  const { memberId, standing } = member;
  const known = lineOf({ history: now.lines ?? new Map(), on: date }, memberId) ?? { managerId: null, active: true };
  const active = standing === "active";
  const managerId = standing === "void" || standing === "sealed" ? null : member.managerId;
  if (known.active === active && known.managerId === managerId) return [];
  const fact: GuardEntered["data"]["facts"][number] = { kind: "line", memberId, active, managerId };
  return [{ guard: { kind: "reporting-lines" }, fact, on: date }];
}

function coverCorrection(
  now: Timeline,
  look: Look,
  { member, date, queueId }: On & { readonly queueId: string },
): readonly DatedEntry[] {
  look.queue(queueId);
  const { memberId } = member;
  const held = member.assignments.find((each) => each.queueId === queueId)?.assignmentType ?? null;
  const known = latest(now.queues.get(queueId)?.cover.get(memberId) ?? [], date)?.assignmentType ?? null;
  if (held === known) return [];
  return [{ guard: { kind: "queue", queueId }, fact: { kind: "cover", memberId, assignmentType: held }, on: date }];
}
