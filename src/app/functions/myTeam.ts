import { reject } from "../../domain/kernel/rejection.ts";
import { guardedQueries } from "../access/guardedQueries.ts";
import type { Principal } from "../access/principal.ts";
import type { Muster } from "../muster.ts";
import { teamsInReach } from "./knownTeam.ts";

/**
 * The team that a caller means by "my team": that of their token, of their preferences file, or of their own record.
 * @throws {Rejection} `invalid-value` where there is none, saying how to name one
 */
export async function myTeam<M extends Pick<Muster, "queries">>(
  principal: Principal,
  muster: M,
  homeTeam?: (muster: M) => Promise<string | null>,
): Promise<string> {
  const { team, memberId } = principal;
  const known = team ?? (await homeTeam?.(muster));
  if (known != null) return known;
  const own = memberId === null ? undefined : await muster.queries.member(memberId);
  if (own?.active) return own.team;
  const teams = await teamsInReach({ queries: guardedQueries(principal, muster.queries) });
  return reject(
    "invalid-value",
    teams.length === 0
      ? "Which team is meant? Nobody is on a team yet that you may see."
      : `Which team is meant? Name it as \`team\`: there ${teams.length === 1 ? "is" : "are"} ${teams.join(", ")}.`,
    { field: "team", teams },
  );
}
