import type { MemberEvent } from "../../domain/member/messages.ts";
import type { MusterEvent } from "../../domain/event.ts";
import { queueStream } from "../../domain/event.ts";
import type { QueueEvent } from "../../domain/queue/messages.ts";
import type { Recorded } from "../../domain/recorded.ts";
import { queuesNamedBy } from "../../projections/concerns.ts";
import { emptyTables, lay, type RosterTables } from "../../projections/rosterTables.ts";
import type { TeamMemberRow } from "../../projections/teamMembers.ts";
import type { ReadStreamFrom } from "../streamReader.ts";

type Event = Recorded<MusterEvent>;

/** What a member's rows are made of beside their own events: what queues were called, and who led them. */
export type Around = { readonly queues: readonly Recorded<QueueEvent>[]; readonly managers: readonly string[] };

/** All that concerns the rows of a stream. */
export async function aroundOf(read: ReadStreamFrom, stream: readonly Event[]): Promise<Around> {
  const queueIds = [...new Set(stream.flatMap((event) => [...queuesNamedBy(event), ...reversedQueues(event)]))];
  const streams = await Promise.all(queueIds.map((id) => read(queueStream(id))));
  const queues = streams.flatMap(({ events }) => events.filter(isOfQueue));
  return { queues, managers: [...new Set(stream.flatMap(managersIn))] };
}

const isOfQueue = (event: Event): event is Recorded<QueueEvent> =>
  "queueId" in event.data && !("memberId" in event.data);

const reversedQueues = ({ type, data }: Event): readonly string[] =>
  type === "MemberChangeReversed" && data.reversed ? queuesNamedBy(data.reversed) : [];

function managersIn({ type, data }: MemberEvent | MusterEvent): readonly string[] {
  const manager =
    type === "MemberRegistered"
      ? data.managerId
      : type === "ManagerChanged"
        ? data.to
        : type === "MemberRehired"
          ? data.managerId.to
          : null;
  return manager === null ? [] : [manager];
}

/** The rows that the tables had of a member, by the very reducers that made them. */
export function replayed(memberId: string, stream: readonly Event[], { queues, managers }: Around): RosterTables {
  const tables = emptyTables();
  for (const id of managers) tables.members.set(id, someone(id));
  const all: readonly Event[] = [...stream, ...queues];
  const streams = Map.groupBy(all, (event) => event.stream);
  for (const event of all.toSorted((a, b) => (a.position < b.position ? -1 : 1))) lay(tables, event, streams);
  return {
    members: only(tables.members, memberId),
    queues: new Map(),
    assignments: new Map([...tables.assignments].filter(([, row]) => row.memberId === memberId)),
    history: new Map([...tables.history].filter(([, row]) => row.memberId === memberId)),
  };
}

const only = <Row>(rows: ReadonlyMap<string, Row>, key: string): Map<string, Row> => {
  const row = rows.get(key);
  return new Map(row ? [[key, row]] : []);
};

/** A manager, of whom it matters only that they are there. */
const someone = (memberId: string): TeamMemberRow => ({
  ...{ memberId, name: "", email: "", emailKey: "", team: "", title: null, active: true, managerId: null },
  ...{ startDate: "1900-01-01", endDate: null, timezone: null, skills: [] },
  ...{ position: 0n, revision: 0n, updatedAt: "", effectiveOn: "" },
});
