import type { MusterEvent } from "../domain/event.ts";

/**
 * Which events of a change bear the reason that was given for it: those about whom the change is about. A reason may name
 * them, and is sealed under the key of whom its event is about: with a report who is handed over, or in a guard, it would
 * outlive them. The command's id leads from those events to the reason.
 */
export function whoIsTold(placed: readonly { readonly event: MusterEvent }[]): (event: MusterEvent) => boolean {
  const events = placed.map(({ event }) => event);
  const leavers = new Set(events.filter(({ type }) => ends.has(type)).map(memberIn));
  const isMoved = (event: MusterEvent) =>
    event.type === "ManagerChanged" && event.data.from !== null && leavers.has(event.data.from);
  // An undo is all reversals, and about whom its first one is.
  const about = events.filter((event) => event.type !== "GuardEntered" && !isMoved(event));
  const own = new Set([about[0], ...about.filter(({ type }) => type !== "MemberChangeReversed")].map(memberIn));
  return (event) => event.type !== "GuardEntered" && (memberIn(event) === undefined || own.has(memberIn(event)));
}

const ends: ReadonlySet<MusterEvent["type"]> = new Set([
  "MemberDeactivated",
  "MemberRegisteredInError",
  "MemberSealed",
]);

const memberIn = (event: MusterEvent | undefined): string | undefined =>
  event && "memberId" in event.data ? event.data.memberId : undefined;
