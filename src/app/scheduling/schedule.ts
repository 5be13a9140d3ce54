import { type Change, evolveChange } from "../../domain/change/change.ts";
import { type ChangeEvent, changeStream } from "../../domain/change/messages.ts";
import type { MusterEvent } from "../../domain/event.ts";
import type { GuardEntered } from "../../domain/guard/messages.ts";
import { foldSchedule, type Schedule } from "../../domain/guard/schedule.ts";
import type { Recorded } from "../../domain/recorded.ts";
import type { Revision } from "../ports/eventLog.ts";
import type { Remembered } from "../remembered.ts";
import type { ReadStreamFrom } from "../streamReader.ts";

/** The stream in which what is pending is entered. */
export const scheduleStream = "schedule";

type Event = Recorded<ChangeEvent>;

/** A change that was scheduled, with all that was recorded of it: first that it was scheduled, when and by whom. */
export type ScheduledChange = {
  readonly change: Change;
  readonly events: readonly [Event, ...Event[]];
  readonly revision: Revision;
};

/** What is to come, by date and then in the order in which it was scheduled, and what failed on its day. */
export type WhatIsToCome = {
  readonly pending: readonly ScheduledChange[];
  readonly failed: readonly ScheduledChange[];
  readonly revision: Revision;
};

/** Reads what is pending from the log itself, so that a decision rests on all of it. */
export async function whatIsToCome(read: ReadStreamFrom, remembered: Remembered): Promise<WhatIsToCome> {
  const known = remembered.get<Schedule>(scheduleStream);
  const { events, revision } = await read(scheduleStream, known?.revision);
  const schedule = foldSchedule(known?.state ?? new Map(), events.filter(isEntry));
  remembered.set(scheduleStream, { state: schedule, revision });
  const inOrder = [...schedule].toSorted(([, a], [, b]) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  const found = await Promise.all(inOrder.map(([changeId]) => scheduledChange(read, changeId)));
  const standing = (wanted: string) => found.flatMap((each) => (each?.change.standing === wanted ? [each] : []));
  return { pending: standing("pending"), failed: standing("failed"), revision };
}

/** A scheduled change by its id, whatever has become of it. */
export async function scheduledChange(read: ReadStreamFrom, changeId: string): Promise<ScheduledChange | undefined> {
  const { events, revision } = await read(changeStream(changeId));
  const [first, ...others] = events.filter(isOfChange);
  const change = [first, ...others].reduce<Change | undefined>(
    (state, event) => (event ? evolveChange(state, event) : state),
    undefined,
  );
  return first && change && { change, events: [first, ...others], revision };
}

const isEntry = (event: Recorded<MusterEvent>): event is Recorded<GuardEntered> => event.type === "GuardEntered";
const isOfChange = (event: Recorded<MusterEvent>): event is Event => "changeId" in event.data;
