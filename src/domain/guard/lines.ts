import { inserted } from "../kernel/dated.ts";
import type { Decided } from "../kernel/decider.ts";
import type { LocalDate } from "../kernel/time.ts";
import { changing } from "../kernel/versions.ts";
import type { GuardEntered, GuardFact } from "./messages.ts";

type LineFact = Extract<GuardFact, { kind: "line" }>;

/** Who a member reports to, and whether the member is active. */
export type Line = { readonly managerId: string | null; readonly active: boolean };

/** What changed of a member's line, and from which date; what is left out stays as it was. */
export type LineChange = Partial<Line> & { readonly on: LocalDate };

/** By member, in date order. Whoever never had a manager and never left has no line. */
export type LineHistory = ReadonlyMap<string, readonly LineChange[]>;

/** Who reports to whom on a date. */
export type ReportingLines = { readonly history: LineHistory; readonly on: LocalDate };

/** Folds entries of the guard of reporting lines, copying what is known once for all of them. */
export function foldLines(known: LineHistory, entries: Iterable<Decided<GuardEntered>>): LineHistory {
  const history = changing(known);
  for (const { data, effectiveOn } of entries)
    for (const fact of data.facts)
      if (fact.kind === "line")
        history.set(fact.memberId, inserted(history.get(fact.memberId) ?? [], changeOf(fact, effectiveOn)));
  return history.map();
}

const changeOf = ({ managerId, active }: LineFact, on: LocalDate): LineChange => ({
  on,
  ...(managerId !== undefined && { managerId }),
  ...(active !== undefined && { active }),
});

/** A member's line on the date; undefined where nothing was entered up to then. */
export const lineOf = ({ history, on }: ReportingLines, memberId: string): Line | undefined =>
  lineIn(history.get(memberId) ?? [], on);

function lineIn(changes: readonly LineChange[], date: LocalDate): Line | undefined {
  let line: Line | undefined;
  for (const { on, ...change } of changes) {
    if (on > date) break;
    // Whoever is registered is active, and has no manager until they are given one.
    line = { ...(line ?? { managerId: null, active: true }), ...change };
  }
  return line;
}

/** The active members who report to the member, in the order in which their lines were first drawn. */
export const activeReports = (lines: ReportingLines, managerId: string): readonly string[] =>
  reportsOf(lines, managerId, true);

/** Those who reported to the member when they left, and would again if they came back. */
export const formerReports = (lines: ReportingLines, managerId: string): readonly string[] =>
  reportsOf(lines, managerId, false);

const reportsOf = ({ history, on }: ReportingLines, managerId: string, active: boolean): readonly string[] =>
  [...history].flatMap(([memberId, changes]) => {
    const line = lineIn(changes, on);
    return line?.managerId === managerId && line.active === active ? [memberId] : [];
  });

/** The member and everyone above, from the bottom up. */
export function chainFrom(lines: ReportingLines, memberId: string): readonly string[] {
  const chain = new Set<string>();
  let next: string | null = memberId;
  while (next !== null && !chain.has(next)) {
    chain.add(next);
    next = lineOf(lines, next)?.managerId ?? null;
  }
  return [...chain];
}
