import { memberStream } from "../../../domain/event.ts";
import type { ApiKeys } from "../../ports/apiKeys.ts";
import type { KeptTraces } from "../../ports/keptTraces.ts";
import { mentions, type Person } from "../person.ts";
import { listing, type Trace, type TraceKeeper } from "../traces.ts";

/** Why something could not be applied: the database's own words may hold a value. */
export function parkedTraces(kept: KeptTraces): TraceKeeper {
  const about = async (person: Person): Promise<readonly string[]> => {
    const isAbout = mentions(person);
    const own = memberStream(person.memberId);
    return (await kept.parked()).flatMap(({ stream, error }) => (stream === own || isAbout(error) ? [stream] : []));
  };
  return {
    async find(person) {
      const count = (await about(person)).length;
      return count === 0
        ? []
        : [{ what: "what could not be applied, and why", where: "muster.parked", count, fate: "removed" }];
    },
    async remove(person) {
      const streams = await about(person);
      if (streams.length > 0) await kept.quietParked(streams);
    },
  };
}

/** Who recorded something is not erased with who they were: they are named, for somebody to decide. */
export const actorTraces = (kept: KeptTraces, apiKeys: ApiKeys): TraceKeeper =>
  listing(async (person) => {
    const isThem = mentions(person);
    const actors = (await kept.actors()).filter(isThem);
    const keys = (await apiKeys.list()).filter(
      ({ name, createdBy }) => isThem(name) || isThem(`${createdBy.issuer}:${createdBy.subject}`),
    );
    return [
      ...actors.map((actor): Trace => listed("who recorded changes", actor)),
      ...keys.map(({ keyId, name }): Trace => listed("API key", `${keyId} (${name})`)),
    ];
  });

/** What was written about others and names the person. */
export const textTraces = (kept: KeptTraces): TraceKeeper =>
  listing(async (person) => {
    const { memberId, names, emails } = person;
    const found = (await kept.textsOfOthers(memberId, [...names, ...emails])).filter(mentions(person));
    return found.length === 0
      ? []
      : [{ ...listed("reasons and notes about others", "public.team_member_history"), count: found.length }];
  });

const listed = (what: string, where: string): Trace => ({ what, where, count: 1, fate: "listed" });
