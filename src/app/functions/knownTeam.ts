import { reject } from "../../domain/kernel/rejection.ts";
import { nearMatches } from "../roster/nearMatches.ts";
import type { FunctionContext } from "./teamFunction.ts";

/** The names of the teams that the caller may see, in order. */
export const teamsInReach = async ({ queries }: Pick<FunctionContext, "queries">): Promise<readonly string[]> =>
  [...new Set((await queries.roster()).map(({ team }) => team))].sort();

/** Nothing where the team has, or had, somebody. @throws {Rejection} `unknown-team`, with what may have been meant */
export async function knownTeam(context: Pick<FunctionContext, "queries">, team: string): Promise<void> {
  if ((await context.queries.roster({ team, all: true })).length > 0) return;
  const teams = await teamsInReach(context);
  const near = nearMatches(team, teams);
  const choice = near.length > 0 ? near : teams.slice(0, 20);
  reject(
    "unknown-team",
    near.length > 0
      ? `There is no team ${team}: did you mean ${near.join(" or ")}?`
      : `There is no team ${team}: the teams are ${choice.join(", ")}.`,
    { team, near: choice },
  );
}
