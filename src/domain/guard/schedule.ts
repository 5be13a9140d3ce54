import type { ChangeEvent } from "../change/messages.ts";
import type { LocalDate } from "../kernel/time.ts";
import type { GuardEntry } from "./facts.ts";
import type { GuardEntered } from "./messages.ts";

/** The changes that are to come or have failed, and their dates, in the order in which they were scheduled. */
export type Schedule = ReadonlyMap<string, { readonly on: LocalDate; readonly failed: boolean }>;

/** Folds the guard of what is to come. */
export function foldSchedule(known: Schedule, entries: Iterable<GuardEntered>): Schedule {
  const schedule = new Map(known);
  for (const { data } of entries)
    for (const fact of data.facts)
      if (fact.kind === "pending") {
        if (fact.on === null) schedule.delete(fact.changeId);
        else schedule.set(fact.changeId, { on: fact.on, failed: fact.failed ?? false });
      }
  return schedule;
}

/** What a change enters there, so that of two which contradict each other only one is scheduled. */
export function scheduleEntry({ type, data }: ChangeEvent): GuardEntry {
  const { changeId } = data;
  const entry = (on: LocalDate | null): GuardEntry => ({
    guard: { kind: "schedule" },
    fact: { kind: "pending", changeId, on },
  });
  switch (type) {
    case "ChangeScheduled":
      return entry(data.on);
    case "ChangeRescheduled":
      return entry(data.to);
    case "ChangeFailed":
      return { guard: { kind: "schedule" }, fact: { kind: "pending", changeId, on: data.on, failed: true } };
    case "ChangeCancelled":
    case "ChangeApplied":
      return entry(null);
  }
}
