import { expect } from "@jest/globals";
import type { MusterEvent } from "../../src/domain/event.ts";
import type { LocalDate } from "../../src/domain/kernel/time.ts";
import type { Metadata, Recorded } from "../../src/domain/recorded.ts";
import { emptyTables, lay, type RosterTables } from "../../src/projections/rosterTables.ts";

/** An event and the date from which it holds. */
export type Dated = { readonly event: MusterEvent; readonly on: LocalDate; readonly meta?: Partial<Metadata> };

export const on = (date: LocalDate, event: MusterEvent, meta: Partial<Metadata> = {}): Dated => ({
  event,
  on: date,
  meta,
});

/** The stream that an event belongs to. */
export const streamOf = ({ data }: MusterEvent): string => {
  if ("memberId" in data) return `member-${data.memberId}`;
  return "queueId" in data ? `queue-${data.queueId}` : "log";
};

/** Gives events their places in a log: positions from 1, revisions from 0 in each stream, a second apart. */
export function recorded(dated: readonly Dated[]): readonly Recorded<MusterEvent>[] {
  const revisions = new Map<string, bigint>();
  return dated.map(({ event, on: effectiveOn, meta }, index) => {
    const stream = streamOf(event);
    const revision = (revisions.get(stream) ?? -1n) + 1n;
    revisions.set(stream, revision);
    const recordedAt = new Date(Date.UTC(2025, 0, 1, 0, 0, index + 1)).toISOString();
    const id = `event-${index + 1}`;
    const known = { eventId: id, commandId: `command-${index + 1}`, correlationId: id, causationId: id };
    const actor = { issuer: "os", subject: "ada" };
    const full = { ...known, actor, effectiveOn, recordedAt, schemaVersion: 1, ...meta };
    return { ...event, meta: full, stream, revision, position: BigInt(index + 1) };
  });
}

/** The tables once the events are laid, in the order of the log. */
export function tablesAfter(events: readonly Recorded<MusterEvent>[]): RosterTables {
  const tables = emptyTables();
  const streams = Map.groupBy(events, ({ stream }) => stream);
  for (const event of events) expect(lay(tables, event, streams)).toBe(true);
  return tables;
}

/** `given(events).when(event).then({ members: [...] })`: rows of the tables named, each at least as told, in any order. */
export const given = (...before: readonly Dated[]) => ({
  when: (...events: readonly Dated[]) => {
    const tables = tablesAfter(recorded([...before, ...events]));
    return {
      then: (expected: { readonly [T in keyof RosterTables]?: readonly object[] }) => {
        for (const [table, rows] of Object.entries(expected) as [keyof RosterTables, readonly object[]][]) {
          const actual = [...tables[table].values()];
          expect(actual).toHaveLength(rows.length);
          expect(actual).toEqual(expect.arrayContaining(rows.map((row) => expect.objectContaining(row))));
        }
      },
      /** The rows of the history that the last event added, as [field, old, new]. */
      thenTold: (...changes: readonly (readonly [string, string | null, string | null])[]) => {
        const told = [...tables.history.values()].filter(
          ({ eventId }) => eventId === `event-${before.length + events.length}`,
        );
        expect(told.map(({ fieldName, oldValue, newValue }) => [fieldName, oldValue, newValue])).toEqual(changes);
      },
    };
  },
});
