import type { Assignment, Member } from "../../domain/member/member.ts";
import { follows } from "./dated.ts";
import type { Cover, Interval } from "./facts.ts";

type Standing = Interval & { readonly state: Member };
type Covering = Omit<Cover, "begins" | "ends">;

/** Which queues a member covered from when to when; only who is active covers any. */
export function coversOf(active: readonly Standing[]): readonly Cover[] {
  const byAssignment = new Map<string, Covering[]>();
  for (const { from, to, state } of active)
    for (const assignment of state.assignments) {
      const known = byAssignment.get(assignment.assignmentId) ?? [];
      byAssignment.set(assignment.assignmentId, known);
      lay(known, coveringOf({ from, to }, state, assignment));
    }
  return [...byAssignment.values()].flatMap((coverings) => coverings.map(withEnds));
}

const coveringOf = ({ from, to }: Interval, { memberId, team }: Member, assignment: Assignment): Covering => {
  const { assignmentId, assignmentType, queueId } = assignment;
  return { from, to, memberId, team, assignmentId, assignmentType, queueId };
};

function lay(known: Covering[], next: Covering): void {
  const before = known.at(-1);
  const goesOn = before?.team === next.team && before.assignmentType === next.assignmentType && follows(before, next);
  if (goesOn) known.splice(-1, 1, { ...before, to: next.to });
  else known.push(next);
}

const withEnds = (covering: Covering, index: number, all: readonly Covering[]): Cover => ({
  ...covering,
  begins: index === 0 ? "assigned" : "changed",
  ends: index < all.length - 1 ? "changed" : covering.to === null ? null : "removed",
});
