import type { Stay } from "./facts.ts";

/**
 * One member's stays, in order, with those that follow one another made one: somebody's presence in the organisation, on
 * the team and with the title and manager that they have at its end. Figures of the whole organisation that ask for
 * `presences` are the same of them.
 * @param byTeam whether another team parts them: then they are presences on a team
 */
export function presencesOf(stays: readonly Stay[], byTeam = false): readonly Stay[] {
  const found: Stay[] = [];
  for (const stay of stays) {
    const before = found.at(-1);
    const goesOn = before !== undefined && (stay.begins === "changed" || (!byTeam && stay.begins === "transferred"));
    if (goesOn) found.splice(-1, 1, { ...stay, from: before.from, begins: before.begins });
    else found.push(stay);
  }
  return found;
}
