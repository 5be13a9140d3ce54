import type { MusterEvent } from "../domain/event.ts";
import type { LocalDate } from "../domain/kernel/time.ts";
import type { Recorded } from "../domain/recorded.ts";
import { concernsOf } from "./concerns.ts";
import { emptyTables, eventsInEffect, isNewest, layOnOwnRows, type RosterTables } from "./rosterTables.ts";
import { type StreamFolded, streamFolded } from "./projection.ts";
import { beginning, end, keyOf, sameRow, type Version, type VersionedRow } from "./versions.ts";

type Event = Recorded<MusterEvent>;

/** Past retention nothing may be left to read, whatever point is asked for. */
export const forgets = (event: Event): boolean => concernsOf(event).historyOfMember !== undefined;

/** Every row, by its key. */
function versionedRows({ members, queues, assignments }: RosterTables): ReadonlyMap<string, VersionedRow> {
  const rows = new Map<string, VersionedRow>();
  for (const row of [...members.values(), ...queues.values(), ...assignments.values()]) rows.set(keyOf(row), row);
  return rows;
}

/** All that was ever believed of what a stream makes, from all of its events in the order of the log. */
export function versionsOf(stream: readonly Event[]): readonly Version[] {
  if (stream.some(forgets)) return [];
  const versions: Version[] = [];
  let tables = emptyTables();
  stream.forEach((event, index) => {
    if (isNewest(tables, event)) {
      const before = versionedRows(tables);
      layOnOwnRows(tables, event);
      follow(versions, event, [before, versionedRows(tables)]);
    } else {
      const anew = timeline(stream.slice(0, index + 1));
      tables = anew.tables;
      correct(versions, anew.spans, event.position);
    }
  });
  return versions;
}

type Rows = ReadonlyMap<string, VersionedRow>;

const differing = (before: Rows, after: Rows): ReadonlySet<string> =>
  new Set(
    [...before.keys(), ...after.keys()].filter((key) => {
      const [one, other] = [before.get(key), after.get(key)];
      return one === undefined || other === undefined || !sameRow(one, other);
    }),
  );

function follow(versions: Version[], { meta, position }: Event, [before, after]: readonly [Rows, Rows]): void {
  const moment = { on: meta.effectiveOn, at: position };
  for (const key of differing(before, after)) {
    const open = versions.find(
      ({ row, validTo, knownTo }) => keyOf(row) === key && validTo === null && knownTo === null,
    );
    if (open) end(open, moment);
    const row = after.get(key);
    if (row) versions.push(beginning(row, moment));
  }
}

/** A row from a day on, up to the day on which another follows. */
type Span = { readonly row: VersionedRow; readonly validFrom: LocalDate; validTo: LocalDate | null };

/** What is known of each day once the events are. */
function timeline(events: readonly Event[]): { readonly tables: RosterTables; readonly spans: readonly Span[] } {
  const tables = emptyTables();
  const spans: Span[] = [];
  const open = new Map<string, Span>();
  const holding = Map.groupBy(eventsInEffect(events), ({ meta }) => meta.effectiveOn);
  for (const day of new Set(events.map(({ meta }) => meta.effectiveOn).toSorted())) {
    const before = versionedRows(tables);
    for (const event of holding.get(day) ?? []) layOnOwnRows(tables, event);
    reach(
      tables,
      events.filter(({ meta }) => meta.effectiveOn <= day),
    );
    const after = versionedRows(tables);
    for (const key of differing(before, after)) {
      const last = open.get(key);
      if (last) last.validTo = day;
      open.delete(key);
      const row = after.get(key);
      if (row === undefined) continue;
      const span = { row, validFrom: day, validTo: null };
      open.set(key, span);
      spans.push(span);
    }
  }
  return { tables, spans };
}

/** A row has come as far as its stream, also where what it came to was taken back. */
export function reach({ members, queues }: RosterTables, events: readonly Event[]): void {
  const reached = events.reduce<StreamFolded | undefined>(streamFolded, undefined);
  for (const [key, row] of members) members.set(key, { ...row, ...reached });
  for (const [key, row] of queues) queues.set(key, { ...row, ...reached });
}

/** Makes what is believed from a position on what the timeline says; what was believed before stays as it was. */
function correct(versions: Version[], spans: readonly Span[], at: bigint): void {
  const wanted = new Set(spans);
  for (const version of versions.filter(({ knownTo }) => knownTo === null)) {
    const span = spans.find(({ validFrom, row }) => validFrom === version.validFrom && sameRowOf(row, version.row));
    if (span && version.validTo === null && span.validTo !== null) {
      version.validTo = span.validTo;
      version.succeededAt = at;
    }
    if (span && version.validTo === span.validTo) wanted.delete(span);
    else version.knownTo = at;
  }
  for (const { row, validFrom, validTo } of wanted)
    versions.push({ ...beginning(row, { on: validFrom, at }), validTo, succeededAt: validTo === null ? null : at });
}

const sameRowOf = (one: VersionedRow, other: VersionedRow): boolean =>
  keyOf(one) === keyOf(other) && sameRow(one, other);
