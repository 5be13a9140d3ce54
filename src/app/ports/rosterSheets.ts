import type { MemberDetails } from "./rosterQueries.ts";

/** Whole lists of members with all of their details, for what compares or exports them. */
export type RosterSheets = {
  /** Members by name; active ones only, unless `all`. @throws {TablesUnavailable} */
  members(filter?: { readonly team?: string | undefined; readonly all?: boolean }): Promise<readonly MemberDetails[]>;
};
