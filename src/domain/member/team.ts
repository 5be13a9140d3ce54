import { folded } from "../kernel/fold.ts";
import { reject } from "../kernel/rejection.ts";
import { lineOfText } from "../kernel/text.ts";
import type { World } from "../world.ts";

export const teamName = (text: string): string => lineOfText("team", text);

/**
 * Whether the team is founded by this. A team that nobody is in yet must be said to be new, and even then may not
 * differ from another by case or spaces alone: a typing error must not found one.
 */
export function founds(world: World, team: string, newTeam: boolean): boolean {
  if (world.teams.has(team)) return false;
  const didYouMean = [...world.teams].find((each) => folded(each) === folded(team));
  if (didYouMean !== undefined)
    return reject("unknown-team", `There is no team ${team}: did you mean ${didYouMean}?`, { team, didYouMean });
  if (newTeam) return true;
  const teams = [...world.teams].sort();
  const known = teams.length === 0 ? "none yet" : `${teams.slice(0, 10).join(", ")}${teams.length > 10 ? ", …" : ""}`;
  return reject(
    "unknown-team",
    `There is no team ${team} (the teams are: ${known}): choose one of them, or say that it is a new team.`,
    { team, teams },
  );
}
