import type { GuardEntered } from "./messages.ts";

/** Folds the teams that have been founded. A team is never unfounded: only typing errors are kept out. */
export const evolveTeams = (state: ReadonlySet<string>, { data }: GuardEntered): ReadonlySet<string> =>
  new Set([...state, ...data.facts.flatMap((fact) => (fact.kind === "team" ? [fact.team] : []))]);
