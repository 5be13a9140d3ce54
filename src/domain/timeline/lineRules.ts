import { type LineHistory, lineOf } from "../guard/lines.ts";
import { reject } from "../kernel/rejection.ts";
import type { LocalDate } from "../kernel/time.ts";
import type { MemberEventType } from "../member/messages.ts";
import { type Breach, datesFrom, memberChangesOn, membersIn, type Sight } from "./sight.ts";

const drawn: readonly MemberEventType[] = [
  "MemberRegistered",
  "ManagerChanged",
  "MemberDeactivated",
  "MemberReactivated",
  "MemberRehired",
];

/** Dates on which somebody would report to someone who is not there, or by way of others to themselves. */
export function brokenLines(sight: Sight): readonly Breach[] {
  const { events, from } = sight;
  const before = sight.before.lines ?? new Map<string, never>();
  const after = sight.after.lines ?? new Map<string, never>();
  const moved = membersIn(events).filter((id) => before.get(id) !== after.get(id));
  const voided = events.find(({ type }) => type === "MemberRegisteredInError");
  // Who never was led nobody, whatever was believed: only those who report to them from the command's date on are moved.
  const since = voided ? latestOf(events.map(({ effectiveOn }) => effectiveOn)) : from;
  const judged = [...new Set([...moved, ...moved.flatMap((id) => ledMeanwhile({ before, after }, id, since))])];
  const dates = datesFrom(since, datesOf(after, withThoseAbove(after, judged)));
  return judged.flatMap((memberId) => {
    let broken = false;
    return dates.flatMap((date): Breach[] => {
      const fault = faultOf(after, memberId, date);
      const begins = fault !== undefined && !broken && faultOf(before, memberId, date) === undefined;
      broken = fault !== undefined;
      return fault && begins ? [breach(sight, fault, date)] : [];
    });
  });
}

const latestOf = (dates: readonly LocalDate[]): LocalDate => dates.reduce((a, b) => (a > b ? a : b), "");

type Both = { readonly before: LineHistory; readonly after: LineHistory };

/** Those who ever reported to a member who is there for a shorter time than before. */
function ledMeanwhile({ before, after }: Both, managerId: string, from: LocalDate): readonly string[] {
  const isActive = (history: LineHistory, on: LocalDate) => lineOf({ history, on }, managerId)?.active ?? true;
  const dates = datesFrom(
    from,
    (after.get(managerId) ?? []).map(({ on }) => on),
  );
  if (!dates.some((date) => isActive(before, date) && !isActive(after, date))) return [];
  return [...after].flatMap(([id, changes]) => (changes.some((each) => each.managerId === managerId) ? [id] : []));
}

function withThoseAbove(history: LineHistory, memberIds: readonly string[]): ReadonlySet<string> {
  const found = new Set(memberIds);
  for (const id of found)
    for (const { managerId } of history.get(id) ?? []) if (typeof managerId === "string") found.add(managerId);
  return found;
}

const datesOf = (history: LineHistory, memberIds: Iterable<string>): readonly LocalDate[] =>
  [...memberIds].flatMap((id) => (history.get(id) ?? []).map(({ on }) => on));

/** What is wrong, and whose lines make it so. */
type Fault = { readonly kind: "gone" | "circle"; readonly lines: readonly string[] };

function faultOf(history: LineHistory, memberId: string, on: LocalDate): Fault | undefined {
  const line = lineOf({ history, on }, memberId);
  if (!line?.active || line.managerId === null) return undefined;
  if (lineOf({ history, on }, line.managerId)?.active === false)
    return { kind: "gone", lines: [memberId, line.managerId] };
  const chain = new Set([memberId]);
  let above: string | null = line.managerId;
  while (above !== null && !chain.has(above)) {
    chain.add(above);
    above = lineOf({ history, on }, above)?.managerId ?? null;
  }
  return above === memberId ? { kind: "circle", lines: [...chain] } : undefined;
}

const breach = (sight: Sight, { kind, lines }: Fault, date: LocalDate): Breach => ({
  by: lines.flatMap((id) => memberChangesOn(sight, id, date, drawn)),
  refuse: () =>
    kind === "gone"
      ? reject("manager-not-active", `From ${date} on somebody would report to one who is not there.`, {
          lines,
          on: date,
        })
      : reject("manager-cycle", `From ${date} on somebody would report to themselves.`, { lines, on: date }),
});
