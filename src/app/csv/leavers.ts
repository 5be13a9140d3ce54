import { Rejection } from "../../domain/kernel/rejection.ts";
import type { Roster } from "./people.ts";
import type { PlannedRow } from "./plan.ts";

/** How many of a team an import would deactivate, in percent where more needs an acknowledgement. */
export const usualLeavers = 20;

/** A team that loses members by an import. `percent` is of those who are active now, rounded down. */
export type TeamLoss = {
  readonly team: string;
  readonly active: number;
  readonly leaving: number;
  readonly percent: number;
  /** Whether it is more than an import may do unasked. */
  readonly tooMany: boolean;
};

/** The teams whose members a plan deactivates, as they are on them now. Who only joined in the file counts nowhere. */
export function losses(rows: readonly PlannedRow[], roster: Roster, most: number): readonly TeamLoss[] {
  const gone = new Set(rows.flatMap(({ outcome, memberId }) => (outcome === "leaver" ? [memberId] : [])));
  const active = Map.groupBy(
    roster.members.filter((member) => member.active),
    ({ team }) => team,
  );
  return [...active]
    .map(([team, members]) => {
      const leaving = members.filter(({ memberId }) => gone.has(memberId)).length;
      const share = (leaving * 100) / members.length;
      return { team, active: members.length, leaving, percent: Math.floor(share), tooMany: share > most };
    })
    .filter(({ leaving }) => leaving > 0)
    .sort((a, b) => (a.team < b.team ? -1 : 1));
}

/** The teams that lose too many, and that nobody has named. */
export const unacknowledged = (teams: readonly TeamLoss[], acceptLeavers: readonly string[]): readonly TeamLoss[] =>
  teams.filter(({ team, tooMany }) => tooMany && !acceptLeavers.includes(team));

/** Why an import stops: an acknowledgement names each of the teams, and lifts it for no other. */
export function tooManyLeavers(teams: readonly TeamLoss[], most: number): Rejection {
  const named = teams.map(({ team, active, leaving, percent }) => `${leaving} of ${active} of ${team} (${percent} %)`);
  return new Rejection(
    "too-many-leavers",
    `Nothing was imported. It would deactivate ${named.join(", ")}, and more than ${most} % of a team needs to be said: ` +
      "look at a dry run, then acknowledge each of these teams by name.",
    { teams, most },
  );
}
