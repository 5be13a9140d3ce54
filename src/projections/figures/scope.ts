import type { DayRange, Facts, Presence, Stay } from "./facts.ts";
import { stepIndexOf } from "./steps.ts";
import { isReasonCode } from "./reasons.ts";

/** A team's name, or null for the whole organisation. */
export type Scope = string | null;

/** Who counts: everybody, or those on the team while they are on it. */
export const staysIn = ({ stays }: Pick<Facts, "stays">, scope: Scope): readonly Stay[] =>
  scope === null ? stays : stays.filter(({ team }) => team === scope);

/** Whether somebody joins with it. Whoever comes from another team joins the team, and does not join the organisation. */
export const joins = ({ begins }: Presence, scope: Scope): boolean =>
  begins === "transferred" ? scope !== null : begins !== "changed";

/** Whether somebody leaves with its last day: the organisation, or the team for another one. */
export const leaves = ({ ends }: Presence, scope: Scope): boolean =>
  ends === "transferred" ? scope !== null : isReasonCode(ends);

/** Joiners of each step by their first day. */
export const joinersIn = <P extends Presence>(presences: readonly P[], steps: readonly DayRange[], scope: Scope) =>
  byStep(
    presences.filter((each) => joins(each, scope)),
    steps,
    ({ from }) => from,
  );

/** Leavers of each step by their last day. */
export const leaversIn = <P extends Presence>(presences: readonly P[], steps: readonly DayRange[], scope: Scope) =>
  byStep(
    presences.filter((each) => leaves(each, scope)),
    steps,
    ({ to }) => to,
  );

/** Puts each into the step of its day; who has none, or none in the steps, is left out. */
export function byStep<T>(
  items: readonly T[],
  steps: readonly DayRange[],
  dayOf: (item: T) => string | null,
): readonly (readonly T[])[] {
  const found: T[][] = steps.map(() => []);
  for (const item of items) {
    const day = dayOf(item);
    if (day !== null) found[stepIndexOf(steps, day)]?.push(item);
  }
  return found;
}

/** How many there are of each of the names, in their order. */
export const counted = <Name extends string>(
  names: readonly Name[],
  found: readonly (string | null)[],
): Readonly<Record<Name, number>> => {
  const none = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  for (const each of found) if (each !== null && each in none) none[each as Name] += 1;
  return none;
};
