import type { HistoryEntry, RosterMember, RosterQueries } from "../app/ports/rosterQueries.ts";
import type { NameOf } from "./views/events.ts";

type Mentioning = { readonly data: object };

const isId = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f-]{36}$/.test(value);

/** The names of members and of their managers, who need not be among them. */
export async function namesAround(queries: RosterQueries, members: readonly RosterMember[]): Promise<NameOf> {
  const known = new Map(members.map(({ memberId, name }) => [memberId, name]));
  const managers = new Set(members.flatMap(({ managerId }) => managerId ?? []));
  const elsewhere = await namesOf(
    queries,
    [...managers].filter((id) => !known.has(id)),
  );
  return (id) => known.get(id) ?? elsewhere(id);
}

/** The names of those whom a history mentions by id. */
export const namesInHistory = (
  queries: RosterQueries,
  entries: readonly Pick<HistoryEntry, "oldValue" | "newValue">[],
): Promise<NameOf> =>
  namesOf(queries, [...new Set(entries.flatMap(({ oldValue, newValue }) => [oldValue, newValue].filter(isId)))]);

async function namesOf(queries: RosterQueries, ids: readonly string[]): Promise<NameOf> {
  const members = await Promise.all(ids.map((id) => queries.member(id)));
  const names = new Map(members.flatMap((member) => (member ? [[member.memberId, member.name] as const] : [])));
  return (id) => names.get(id) ?? id;
}

/** The names of everyone and everything that the events mention by id. */
export async function namesIn(queries: RosterQueries, events: readonly Mentioning[]): Promise<NameOf> {
  const ids = new Set(events.flatMap(({ data }) => Object.values(data).filter(isId)));
  const nameOf = await namesOf(queries, [...ids]);
  const queues = events.some(({ data }) => "queueId" in data) ? await queries.queues({ all: true }) : [];
  const queueNames = new Map(queues.map(({ queueId, name }) => [queueId, name]));
  return (id) => queueNames.get(id) ?? nameOf(id);
}
