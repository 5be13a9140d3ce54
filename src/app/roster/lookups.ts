import { reject } from "../../domain/kernel/rejection.ts";
import type { HistoryEntry, MemberDetails, RosterQueries } from "../ports/rosterQueries.ts";
import type { MemberReference } from "./memberInputs.ts";
import { references } from "./references.ts";

/** Reads about one member, who is named as a person names them. */
export type Lookups = {
  /** @throws {Rejection} `member-unknown`, `ambiguous-name` */
  member(reference: MemberReference): Promise<MemberDetails>;
  /** What changed of the member, newest first; by id also of one who was registered in error. @throws {Rejection} as above */
  history(reference: MemberReference): Promise<readonly HistoryEntry[]>;
};

export function lookups(queries: RosterQueries): Lookups {
  const known = references(queries);
  const unknown = (memberId: string): never =>
    reject("member-unknown", `There is no member ${memberId}: look for them in the roster.`, { memberId });
  return {
    async member(reference) {
      const memberId = await known.member(reference);
      return (await queries.member(memberId)) ?? unknown(memberId);
    },
    async history(reference) {
      const memberId = await known.member(reference);
      const entries = await queries.history(memberId);
      return entries.length > 0 ? entries : unknown(memberId);
    },
  };
}
