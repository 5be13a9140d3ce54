import type { DomainEvent } from "../../../src/domain/event.ts";
import type { Decided } from "../../../src/domain/kernel/decider.ts";
import type { MemberEvent } from "../../../src/domain/member/messages.ts";

/**
 * The rules once more, written plainly and apart from what decides: every date is looked at by itself, from the list of
 * all that was recorded. Slow, and on purpose without a line of the folds that it judges.
 */
export type Recorded = Decided<DomainEvent> & { readonly eventId: string };

export type Person = {
  standing: "active" | "left" | "void" | "sealed";
  email: string;
  manager: string | null;
  covers: Record<string, { id: string; type: string }>;
  lastDay: string;
};
export type Line = { name: string; open: boolean; minimum: number };
export type Day = { people: Record<string, Person>; queues: Record<string, Line>; misfits: string[] };

const lower = (text: string) => text.toLowerCase();

/** What holds: the last word on an event is that of the newest reversal that is not itself reversed. */
export function holding(log: readonly Recorded[]): readonly Recorded[] {
  const gone: string[] = [];
  for (const event of [...log].reverse())
    if ("reverses" in event.data && !gone.includes(event.eventId)) gone.push(event.data.reverses);
  return log.filter((event) => !("reverses" in event.data) && !gone.includes(event.eventId));
}

/** The world as it was on a date, day by day from the beginning. */
export function dayOf(log: readonly Recorded[], date: string): Day {
  const day: Day = { people: {}, queues: {}, misfits: [] };
  const events = holding(log).filter(({ effectiveOn }) => effectiveOn <= date);
  const days = [...new Set(events.map(({ effectiveOn }) => effectiveOn))].sort();
  for (const each of days) {
    const today = events.filter(({ effectiveOn }) => effectiveOn === each);
    for (const [n, event] of today.entries())
      if ("memberId" in event.data) tellMember(day, event as Recorded & MemberEvent, today.slice(n + 1));
      else tellQueue(day, event);
  }
  return day;
}

function tellQueue(day: Day, event: Recorded): void {
  if (!("queueId" in event.data)) return;
  const queue = day.queues[event.data.queueId];
  if (event.type === "QueueOpened") {
    if (queue) day.misfits.push(event.eventId);
    else day.queues[event.data.queueId] = { name: event.data.name, open: true, minimum: 0 };
    return;
  }
  if (!queue?.open) day.misfits.push(event.eventId);
  else if (event.type === "QueueRenamed") queue.name = event.data.to;
  else if (event.type === "QueueCoverageRequired") queue.minimum = event.data.to;
  else if (event.type === "QueueClosed") queue.open = false;
}

function tellMember(day: Day, event: Recorded & MemberEvent, after: readonly Recorded[]): void {
  const who = day.people[event.data.memberId];
  if (event.type === "MemberRegistered") {
    const { email, managerId: manager } = event.data;
    if (who) day.misfits.push(event.eventId);
    else day.people[event.data.memberId] = { standing: "active", email, manager, covers: {}, lastDay: "" };
  } else if (!who) day.misfits.push(event.eventId);
  else if (who.standing !== "void" && !changes(who, event, after)) day.misfits.push(event.eventId);
}

/** Changes a person, or answers that this cannot be. */
function changes(who: Person, event: Recorded & MemberEvent, after: readonly Recorded[]): boolean {
  const active = who.standing === "active";
  switch (event.type) {
    case "MemberRegistered":
      return false;
    case "MemberRenamed":
    case "MemberTransferred":
    case "MemberDetailsChanged":
      return active;
    case "MemberEmailChanged":
      who.email = event.data.to;
      return active;
    case "ManagerChanged": {
      const returns = after.some(
        (each) => each.type === "MemberReactivated" && each.data.memberId === event.data.memberId,
      );
      who.manager = event.data.to;
      return active || (who.standing === "left" && (event.data.to === null || returns));
    }
    case "MemberDeactivated": {
      const held = Object.values(who.covers).map(({ id, type }) => `${id} ${type}`);
      const closed = event.data.closed.map(({ assignmentId, assignmentType }) => `${assignmentId} ${assignmentType}`);
      Object.assign(who, { standing: "left", covers: {}, lastDay: event.data.lastDay });
      return active && held.sort().join() === closed.sort().join();
    }
    case "MemberReactivated": {
      const fits = who.standing === "left" && who.lastDay === event.data.lastDay;
      who.standing = "active";
      return fits;
    }
    case "MemberRehired": {
      const fits = who.standing === "left";
      Object.assign(who, { standing: "active", manager: event.data.managerId.to });
      return fits;
    }
    case "MemberSealed": {
      const fits = who.standing === "left";
      who.standing = "sealed";
      return fits;
    }
    case "MemberDataErased":
      return !active;
    case "MemberRegisteredInError":
      Object.assign(who, { standing: "void", covers: {} });
      return true;
    case "QueueAssigned": {
      const fits = active && !who.covers[event.data.queueId];
      who.covers[event.data.queueId] = { id: event.data.assignmentId, type: event.data.assignmentType };
      return fits;
    }
    case "QueueAssignmentRetyped": {
      const held = who.covers[event.data.queueId];
      if (held) held.type = event.data.to;
      return held?.id === event.data.assignmentId;
    }
    case "QueueAssignmentRemoved": {
      const fits = who.covers[event.data.queueId]?.id === event.data.assignmentId;
      who.covers = Object.fromEntries(Object.entries(who.covers).filter(([id]) => id !== event.data.queueId));
      return fits;
    }
    case "MemberChangeReversed":
      return true;
  }
}

const counted = (day: Day, queueId: string): readonly string[] =>
  Object.entries(day.people).flatMap(([id, { covers }]) => {
    const type = covers[queueId]?.type;
    return type === undefined || type === "trainee" ? [] : [id];
  });

/** What is wrong on any date; rules that look at others are not asked of those who never were. */
export function faults(log: readonly Recorded[], withErrors: boolean): readonly string[] {
  const dates = [...new Set(log.map(({ effectiveOn }) => effectiveOn))].sort();
  const found: string[] = [];
  let before: Day = { people: {}, queues: {}, misfits: [] };
  for (const date of dates) {
    const day = dayOf(log, date);
    found.push(...day.misfits.map((id) => `${id} does not fit`));
    if (!withErrors) found.push(...managerFaults(day).map((fault) => `${date}: ${fault}`));
    found.push(...ownerFaults(day).map((fault) => `${date}: ${fault}`));
    for (const [id, { covers }] of Object.entries(day.people))
      for (const queueId of Object.keys(covers))
        if (!day.queues[queueId]?.open) found.push(`${date}: ${id} covers ${queueId}, which is not open`);
    if (!withErrors) found.push(...minimumFaults(log, { date, day, before }));
    before = day;
  }
  return [...new Set(found)];
}

function managerFaults({ people }: Day): readonly string[] {
  return Object.entries(people).flatMap(([id, { standing, manager }]) => {
    if (standing !== "active" || manager === null) return [];
    if (people[manager]?.standing !== "active") return [`${id} reports to ${manager}, who is not there`];
    let above: string | null = manager;
    for (let steps = 0; above !== null && steps < 100; steps += 1) {
      if (above === id) return [`${id} reports to themselves`];
      above = people[above]?.manager ?? null;
    }
    return [];
  });
}

function ownerFaults({ people, queues }: Day): readonly string[] {
  const emails = Object.values(people)
    .filter(({ standing }) => standing !== "void")
    .map(({ email }) => lower(email));
  const names = Object.values(queues)
    .filter(({ open }) => open)
    .map(({ name }) => lower(name));
  return [
    ...emails.filter((each, n) => emails.indexOf(each) !== n),
    ...names.filter((each, n) => names.indexOf(each) !== n),
  ].map((each) => `${each} has two owners`);
}

/** Every date on which a queue has too few, whosever doing it is. */
export const shortDays = (log: readonly Recorded[]): readonly string[] =>
  [...new Set(log.map(({ effectiveOn }) => effectiveOn))].sort().flatMap((date) => {
    const day = dayOf(log, date);
    return Object.entries(day.queues).flatMap(([queueId, { open, minimum }]) =>
      open && counted(day, queueId).length < minimum ? [`${date} ${queueId}`] : [],
    );
  });

type Passing = { readonly date: string; readonly day: Day; readonly before: Day };

/** A queue that somebody leaves below its minimum was accepted so; a minimum raised that very day is a goal. */
function minimumFaults(log: readonly Recorded[], { date, day, before }: Passing): readonly string[] {
  return Object.entries(day.queues).flatMap(([queueId, { open }]) => {
    const present = counted(day, queueId);
    const lost = counted(before, queueId).filter((id) => !present.includes(id));
    const least = Math.min(before.queues[queueId]?.minimum ?? 0, ...setOn(log, queueId, date));
    if (!open || present.length >= least || lost.length === 0) return [];
    const accepted = log.some(
      ({ data, effectiveOn }) =>
        effectiveOn <= date && "acceptedUncovered" in data && data.acceptedUncovered.includes(queueId),
    );
    return accepted ? [] : [`${date}: ${queueId} is below its minimum`];
  });
}

const setOn = (log: readonly Recorded[], queueId: string, date: string): readonly number[] =>
  holding(log).flatMap(({ type, data, effectiveOn }) =>
    type === "QueueCoverageRequired" && data.queueId === queueId && effectiveOn === date ? [data.to] : [],
  );
