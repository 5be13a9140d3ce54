import type { MusterEvent } from "../../../domain/event.ts";
import type { Recorded } from "../../../domain/recorded.ts";
import { type RosterTables, rowsStream, type Streams } from "../../../projections/rosterTables.ts";
import { layVersioned, VersionChanges } from "../../../projections/versionChanges.ts";
import { keysOf } from "./keys.ts";
import type { Session } from "./session.ts";
import type { TableStore } from "./tableStore.ts";

type Event = Recorded<MusterEvent>;

/** Where batches are applied, and how a stream is read that must be folded anew (its readable events up to a position). */
export type Target = {
  readonly session: Session;
  readonly store: TableStore;
  readonly readStream: (stream: string, to: bigint) => Promise<readonly Event[]>;
};

/** An event that no reducer can lay: its data is not of the shape that its type names. */
export class Unprojectable extends Error {
  override readonly name = "Unprojectable";
}

/** Whatever a reducer throws is about the shape of an event: it was read, and so is JSON, but of what is not said. */
export function blaming<T>(events: readonly Event[], work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const types = [...new Set(events.map(({ type }) => type))].join(", ");
    throw new Unprojectable(`${types} cannot be projected: ${String(cause)}`, { cause });
  }
}

type Laid = {
  readonly before: RosterTables;
  readonly after: RosterTables;
  readonly versions: VersionChanges;
};

const copyOf = (tables: RosterTables): RosterTables => ({
  members: new Map(tables.members),
  queues: new Map(tables.queues),
  assignments: new Map(tables.assignments),
  history: new Map(tables.history),
});

/** The rows before and after the events. Streams that must be folded anew are known only once that is tried. */
export async function laid(
  { store, readStream }: Target,
  events: readonly Event[],
  known: RosterTables,
): Promise<Laid> {
  const after = copyOf(known);
  const { anew, versions } = layAll(after, events, new Map());
  const last = events.at(-1);
  if (anew.size === 0 || !last) return { before: known, after, versions };
  const read = async (stream: string) => [stream, await readStream(stream, last.position)] as const;
  const streams = new Map(await Promise.all([...anew].map(read)));
  const before = await store.load(keysOf(events, streams.values()));
  const again = copyOf(before);
  return { before, after: again, versions: layAll(again, events, streams).versions };
}

/** Lays the events in order; answers the streams that are needed from their start, and where none are, the versions. */
function layAll(
  tables: RosterTables,
  events: readonly Event[],
  streams: Streams,
): { readonly anew: ReadonlySet<string>; readonly versions: VersionChanges } {
  const anew = new Set<string>();
  const versions = new VersionChanges();
  for (const event of events) {
    if (!blaming([event], () => layVersioned(tables, versions, event, streams))) anew.add(rowsStream(event));
  }
  return { anew, versions };
}
