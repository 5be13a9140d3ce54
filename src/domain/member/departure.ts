import type { Decision } from "../event.ts";
import { dated } from "../kernel/decider.ts";
import { reject } from "../kernel/rejection.ts";
import { refuseHeld } from "../hold/decider.ts";
import { holdsOn } from "../hold/hold.ts";
import { addDays, type LocalDate } from "../kernel/time.ts";
import { acceptedUncovered } from "../queue/cover.ts";
import { isOver, retainedUntil } from "../retention/retention.ts";
import type { World } from "../world.ts";
import { queuesOf } from "./assignments.ts";
import { activeMember, knownMember, notBeforeStart, recordedMember } from "./lookup.ts";
import { type Member, periodsOf } from "./member.ts";
import type { MemberCommandOf } from "./messages.ts";
import { forget, handOver } from "./reports.ts";

/**
 * A departure holds from the day after the last day. Who leaves the day they start may have a last day before it:
 * no day served.
 */
export function deactivate(data: MemberCommandOf<"DeactivateMember">, world: World): Decision {
  const { memberId, lastDay, reasonCode, note } = data;
  if (hasLeftSo(world.members.get(memberId), data)) return [];
  const member = activeMember(world, memberId);
  const moved = handOver(world, member, data.reportsTo);
  const loss = { memberId, name: member.name, queues: queuesOf(world, member.assignments) };
  const accepted = acceptedUncovered(loss, data.acceptUncovered);
  const on = addDays(lastDay, 1);
  notBeforeStart(member, on, member.startDate);
  const told = { memberId, lastDay, reasonCode, note, closed: member.assignments, acceptedUncovered: accepted };
  return [...moved(on), dated(on, { type: "MemberDeactivated", data: told })];
}

const hasLeftSo = (
  member: Member | undefined,
  { lastDay, reasonCode, note }: MemberCommandOf<"DeactivateMember">,
): boolean =>
  member?.standing === "left" &&
  member.departure?.lastDay === lastDay &&
  member.departure.reasonCode === reasonCode &&
  member.departure.note === note;

/** A last day is over before it is recorded. */
export function lastDayIsOver(lastDay: LocalDate, today: LocalDate): void {
  if (lastDay >= today)
    reject(
      "date-in-future",
      `The last day ${lastDay} is not over (today is ${today}): record the departure from the day after, or give an earlier last day.`,
      { lastDay, today },
    );
}

/**
 * What is left of a member once retention is over: periods of employment, and what figures of the past are computed from.
 * `remains` are folded from the very stream that is sealed, by who gives the command.
 */
export function seal({ memberId, on, years, remains }: MemberCommandOf<"SealMember">, world: World): Decision {
  if (world.sealed.has(memberId)) return [];
  // Who is erased has periods still, which are to be sealed in their time.
  const recorded = recordedMember(world, memberId);
  if (recorded.erased && recorded.standing === "void") return [];
  const member = recorded.erased ? recorded : knownMember(world, memberId);
  const lastDay = member.departure?.lastDay;
  if (lastDay === undefined)
    return reject("member-still-active", `${member.name} is active: only who has left can be sealed.`, { memberId });
  const until = retainedUntil(lastDay, years);
  if (!isOver(until, on))
    reject(
      "member-within-retention",
      `${member.name} left on ${lastDay} and is kept until ${until}: seal them after that.`,
      { memberId, lastDay, retainedUntil: until },
    );
  refuseHeld(holdsOn(world.holds, member), member);
  return [
    ...forget(world, member)(on),
    dated(on, { type: "MemberSealed", data: { memberId, periods: periodsOf(member), ...remains } }),
  ];
}
