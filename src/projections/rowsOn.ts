import type { MusterEvent } from "../domain/event.ts";
import type { LocalDate } from "../domain/kernel/time.ts";
import type { Recorded } from "../domain/recorded.ts";
import { emptyTables, eventsInEffect, layOnOwnRows, type RosterTables } from "./rosterTables.ts";
import { forgets, reach } from "./streamVersions.ts";

type Stream = readonly Recorded<MusterEvent>[];

/**
 * The rows that streams make on a day, each as its own stream makes it: what versions of a row hold for the day, once
 * these events and no others are known. An assignment leaves its queue's name to the queue's own row.
 * @param streams each in the order in which it was recorded, and what is to come after that
 */
export function rowsOn(streams: Iterable<Stream>, on: LocalDate): RosterTables {
  const all = emptyTables();
  for (const stream of streams) {
    if (stream.some(forgets)) continue;
    const { members, queues, assignments } = streamOn(stream, on);
    for (const [key, row] of members) all.members.set(key, row);
    for (const [key, row] of queues) all.queues.set(key, row);
    for (const [key, row] of assignments) all.assignments.set(key, row);
  }
  return all;
}

function streamOn(stream: Stream, on: LocalDate): RosterTables {
  const tables = emptyTables();
  const isDue = ({ meta }: Stream[number]) => meta.effectiveOn <= on;
  for (const event of eventsInEffect(stream).filter(isDue)) layOnOwnRows(tables, event);
  reach(tables, stream.filter(isDue));
  return tables;
}
