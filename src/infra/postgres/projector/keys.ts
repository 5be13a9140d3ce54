import type { MusterEvent } from "../../../domain/event.ts";
import { concernsOf, queuesNamedBy } from "../../../projections/concerns.ts";

/** Which rows must be at hand before events are laid: by their own keys, and by whom or what they belong to. */
export type Keys = {
  readonly members: Set<string>;
  readonly reportsOf: Set<string>;
  readonly queues: Set<string>;
  readonly assignments: Set<string>;
  readonly assignmentsOfMembers: Set<string>;
  readonly assignmentsOfQueues: Set<string>;
  readonly historyOfMembers: Set<string>;
};

const noKeys = (): Keys => ({
  members: new Set(),
  reportsOf: new Set(),
  queues: new Set(),
  assignments: new Set(),
  assignmentsOfMembers: new Set(),
  assignmentsOfQueues: new Set(),
  historyOfMembers: new Set(),
});

function addKeys(keys: Keys, event: MusterEvent): void {
  const concerns = concernsOf(event);
  if (concerns.member !== undefined) keys.members.add(concerns.member);
  if (concerns.queue !== undefined) keys.queues.add(concerns.queue);
  if (concerns.reportsOf !== undefined) keys.reportsOf.add(concerns.reportsOf);
  if (concerns.assignmentsOfMember !== undefined) keys.assignmentsOfMembers.add(concerns.assignmentsOfMember);
  if (concerns.assignmentsOfQueue !== undefined) keys.assignmentsOfQueues.add(concerns.assignmentsOfQueue);
  if (concerns.historyOfMember !== undefined) keys.historyOfMembers.add(concerns.historyOfMember);
  if (concerns.erased !== undefined) keys.historyOfMembers.add(concerns.erased);
  // What an assignment's first event makes was not there before.
  if (event.type !== "QueueAssigned") for (const id of concerns.assignments ?? []) keys.assignments.add(id);
  for (const id of queuesNamedBy(event)) keys.queues.add(id);
}

/** Managers are asked for when a stream is folded anew: one who is gone must not come back with it. */
function addManagers(keys: Keys, event: MusterEvent): void {
  const manager =
    event.type === "MemberRegistered"
      ? event.data.managerId
      : event.type === "ManagerChanged"
        ? event.data.to
        : event.type === "MemberRehired"
          ? event.data.managerId.to
          : null;
  if (manager !== null) keys.members.add(manager);
}

/** The keys for events of a batch, and for the streams that must be folded anew with them. */
export function keysOf(events: readonly MusterEvent[], streams: Iterable<readonly MusterEvent[]> = []): Keys {
  const keys = noKeys();
  for (const event of events) addKeys(keys, event);
  for (const event of [...streams].flat()) {
    addKeys(keys, event);
    addManagers(keys, event);
    const { member } = concernsOf(event);
    if (member !== undefined) keys.assignmentsOfMembers.add(member);
  }
  return keys;
}
