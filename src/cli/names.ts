import type { RosterQueries } from "../app/ports/rosterQueries.ts";
import type { NameOf } from "./views/events.ts";

type Mentioning = { readonly data: object };

const isId = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f-]{36}$/.test(value);

/** The names of everyone and everything that the events mention by id. */
export async function namesIn(queries: RosterQueries, events: readonly Mentioning[]): Promise<NameOf> {
  const ids = new Set(events.flatMap(({ data }) => Object.values(data).filter(isId)));
  const members = await Promise.all([...ids].map((id) => queries.member(id)));
  const queues = events.some(({ data }) => "queueId" in data) ? await queries.queues({ all: true }) : [];
  const names = new Map([
    ...members.flatMap((member) => (member ? [[member.memberId, member.name] as const] : [])),
    ...queues.map(({ queueId, name }) => [queueId, name] as const),
  ]);
  return (id) => names.get(id) ?? id;
}
