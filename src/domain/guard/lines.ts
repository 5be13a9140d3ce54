import type { Decided } from "../kernel/decider.ts";
import type { LocalDate } from "../kernel/time.ts";
import { changing } from "../kernel/versions.ts";
import type { GuardEntered, GuardFact } from "./messages.ts";

type LineFact = Extract<GuardFact, { kind: "line" }>;

/** Who a member reports to, whether the member is active, and since when both are so. */
export type Line = { readonly managerId: string | null; readonly active: boolean; readonly since: LocalDate };

/**
 * Who reports to whom.
 * @property byMember a member who never had a manager and never left has no line
 * @property ledUntil by manager, the newest date on which an active report was theirs no longer
 */
export type ReportingLines = {
  readonly byMember: ReadonlyMap<string, Line>;
  readonly ledUntil: ReadonlyMap<string, LocalDate>;
};

type Settable<V> = { get(key: string): V | undefined; set(key: string, value: V): unknown };
type Draft = { readonly byMember: Settable<Line>; readonly ledUntil: Settable<LocalDate> };

export const noLines: ReportingLines = { byMember: new Map(), ledUntil: new Map() };

/** Folds entries of the guard of reporting lines, copying what is known once for all of them. */
export function foldLines(state: ReportingLines, entries: Iterable<Decided<GuardEntered>>): ReportingLines {
  const lines = { byMember: new Map(state.byMember), ledUntil: new Map(state.ledUntil) };
  for (const { data, effectiveOn } of entries)
    for (const fact of data.facts) if (fact.kind === "line") draw(lines, fact, effectiveOn);
  return lines;
}

export function evolveLines(state: ReportingLines, { data, effectiveOn }: Decided<GuardEntered>): ReportingLines {
  const [byMember, ledUntil] = [changing(state.byMember), changing(state.ledUntil)];
  for (const fact of data.facts) if (fact.kind === "line") draw({ byMember, ledUntil }, fact, effectiveOn);
  return { byMember: byMember.map(), ledUntil: ledUntil.map() };
}

// Whoever is registered is active, and has no manager until they are given one.
const unmoved = { managerId: null, active: true };

function draw({ byMember, ledUntil }: Draft, { memberId, ...told }: LineFact, since: LocalDate): void {
  const before = byMember.get(memberId);
  const { managerId, active } = { ...unmoved, ...before, ...told };
  const after: Line = { managerId, active, since };
  byMember.set(memberId, after);
  if (!before?.active || before.managerId === null) return;
  if (active && after.managerId === before.managerId) return;
  // Their manager led them until now, which a departure reported late must not overlook.
  const known = ledUntil.get(before.managerId);
  if (known === undefined || known < since) ledUntil.set(before.managerId, since);
}

/** The active members who report to the member, in the order in which their lines were first drawn. */
export const activeReports = ({ byMember }: ReportingLines, managerId: string): readonly string[] =>
  [...byMember].flatMap(([memberId, line]) => (line.active && line.managerId === managerId ? [memberId] : []));

/** Those who reported to the member when they left, and would again if they came back. */
export const formerReports = ({ byMember }: ReportingLines, managerId: string): readonly string[] =>
  [...byMember].flatMap(([memberId, line]) => (!line.active && line.managerId === managerId ? [memberId] : []));

/** The member and everyone above, from the bottom up. */
export function chainFrom({ byMember }: ReportingLines, memberId: string): readonly string[] {
  const chain = new Set<string>();
  let next: string | null = memberId;
  while (next !== null && !chain.has(next)) {
    chain.add(next);
    next = byMember.get(next)?.managerId ?? null;
  }
  return [...chain];
}
