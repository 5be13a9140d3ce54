import type { MusterEvent } from "../domain/event.ts";
import type { Recorded } from "../domain/recorded.ts";
import { concernsOf } from "./concerns.ts";
import { isNewest, lay, ownAssignments, type RosterTables, streamFor, type Streams } from "./rosterTables.ts";
import { forgets, versionsOf } from "./streamVersions.ts";
import { beginning, end, keyOf, type Moment, ownerOf, type Version, type VersionedRow } from "./versions.ts";

type Event = Recorded<MusterEvent>;

/**
 * What events make of the versions that are kept. An event that is the newest of its stream ends the newest version of
 * each row that it changes, and begins another: what is kept need not be read for that. Where an event comes late, the
 * versions of its stream are made anew, all of them.
 */
export class VersionChanges {
  /** How the newest kept version of a row ends, by the row's key. */
  readonly ended = new Map<string, { readonly row: VersionedRow; readonly moment: Moment }>();
  /** Those whose kept versions all go, and are among what is added. */
  readonly replaced = new Set<string>();
  readonly #added = new Map<string, Version[]>();
  readonly #open = new Map<string, Version>();

  get added(): readonly Version[] {
    return [...this.#added.values()].flat();
  }

  /** `before` is undefined also where the row was not read: something of it may be kept then, but for a stream's first. */
  change(before: VersionedRow | undefined, after: VersionedRow | undefined, moment: Moment, first: boolean): void {
    const row = after ?? before;
    if (before === after || row === undefined) return;
    const key = keyOf(row);
    const open = this.#open.get(key);
    if (open) end(open, moment);
    else if (!first && !this.ended.has(key) && !this.replaced.has(ownerOf(row))) this.ended.set(key, { row, moment });
    this.#open.delete(key);
    if (after) this.#add(beginning(after, moment));
  }

  replace(owner: string, versions: readonly Version[]): void {
    this.replaced.add(owner);
    for (const [key, { row }] of this.#open) if (ownerOf(row) === owner) this.#open.delete(key);
    for (const [key, { row }] of this.ended) if (ownerOf(row) === owner) this.ended.delete(key);
    this.#added.delete(owner);
    for (const version of versions) this.#add(version);
  }

  #add(version: Version): void {
    const owner = ownerOf(version.row);
    const known = this.#added.get(owner);
    if (known) known.push(version);
    else this.#added.set(owner, [version]);
    if (version.validTo === null && version.knownTo === null) this.#open.set(keyOf(version.row), version);
  }
}

/** Lays an event on the tables as {@link lay} does, and takes down what that makes of the versions. */
export function layVersioned(tables: RosterTables, versions: VersionChanges, event: Event, streams: Streams): boolean {
  const { member, queue } = concernsOf(event);
  const owner = member ?? queue;
  if (owner === undefined) return lay(tables, event, streams);
  const late = !isNewest(tables, event);
  const keys = ownAssignments(tables, event);
  const before = [...rowsOf(tables, owner, keys)];
  if (!lay(tables, event, streams)) return false;
  if (forgets(event)) versions.replace(owner, []);
  else if (late) versions.replace(owner, versionsOf(streamFor(event, streams) ?? []));
  else {
    const moment = { on: event.meta.effectiveOn, at: event.position };
    [...rowsOf(tables, owner, keys)].forEach((row, index) =>
      versions.change(before[index], row, moment, event.revision === 0n),
    );
  }
  return true;
}

function* rowsOf(tables: RosterTables, owner: string, assignments: readonly string[]) {
  yield tables.members.get(owner) ?? tables.queues.get(owner);
  for (const key of assignments) yield tables.assignments.get(key);
}
