import type { MusterEvent } from "../../domain/event.ts";
import type { GuardEntered } from "../../domain/guard/messages.ts";
import { foldSchedule } from "../../domain/guard/schedule.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { Recorded } from "../../domain/recorded.ts";
import { noStream, type Position, type Revision } from "../ports/eventLog.ts";
import { scheduledChange, type ScheduledChange, scheduleStream } from "../scheduling/schedule.ts";
import type { ReadStreamFrom } from "../streamReader.ts";

/** Streams as they were known at a position. What is forgotten since stays so: `read` answers what there is now. */
export const knownUpTo =
  (read: ReadStreamFrom, position: Position): ReadStreamFrom =>
  async (stream, after = noStream) => {
    const { events } = await read(stream, after);
    const known = events.filter((event) => event.position <= position);
    return { events: known, revision: known.at(-1)?.revision ?? after };
  };

/** All entries of the schedule, read on from where they were last. */
export type ScheduleEntries = (read: ReadStreamFrom) => Promise<readonly Recorded<GuardEntered>[]>;

/** Keeps the entries: the stream is the organisation's own, one entry for each change that was ever scheduled or settled. */
export function scheduleEntries(): ScheduleEntries {
  let known: { readonly entries: readonly Recorded<GuardEntered>[]; readonly revision: Revision } = {
    entries: [],
    revision: noStream,
  };
  return async (read) => {
    const from = known;
    const { events, revision } = await read(scheduleStream, from.revision);
    if (events.length === 0) return from.entries;
    const entries = [...from.entries, ...events.filter(isEntry)];
    if (revision > known.revision) known = { entries, revision };
    return entries;
  };
}

/** What was pending at the position and is due by the day: by date, and then in the order in which it was scheduled. */
export async function pendingAt(
  entries: readonly Recorded<GuardEntered>[],
  read: ReadStreamFrom,
  { on, position }: { readonly on: LocalDate; readonly position: Position },
): Promise<readonly ScheduledChange[]> {
  const known = entries.filter((entry) => entry.position <= position);
  const due = [...foldSchedule(new Map(), known)].filter(([, each]) => each.on <= on && !each.failed);
  const inOrder = due.toSorted(([, a], [, b]) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  const found = await Promise.all(inOrder.map(([changeId]) => scheduledChange(read, changeId)));
  return found.flatMap((each) => (each?.change.standing === "pending" ? [each] : []));
}

const isEntry = (event: Recorded<MusterEvent>): event is Recorded<GuardEntered> => event.type === "GuardEntered";
