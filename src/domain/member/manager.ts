import { chainFrom, lineOf } from "../guard/lines.ts";
import { reject } from "../kernel/rejection.ts";
import type { World } from "../world.ts";
import { knownMember, nameOf } from "./lookup.ts";
import type { Member } from "./member.ts";

/**
 * Whether the member is there to be reported to. Their line decides, for the guard is what a departure meanwhile moves;
 * who never had a line never left, and their stream tells that they are somebody.
 */
export function canLead(world: World, memberId: string): boolean {
  const line = lineOf(world.lines, memberId);
  return line ? line.active : world.members.get(memberId)?.standing === "active";
}

/** Refuses a manager who is nobody, has left, or reports to the member. */
export function refuseManager(world: World, member: Pick<Member, "memberId" | "name">, managerId: string | null): void {
  if (managerId === null) return;
  const { memberId, name } = member;
  if (managerId === memberId)
    reject("manager-cycle", `${name} cannot report to themselves: choose another manager, or none.`, {
      memberId,
      managerId,
    });
  const manager = knownMember(world, managerId);
  if (!canLead(world, managerId))
    reject("manager-not-active", `${manager.name} has left and leads nobody: choose a manager who is active.`, {
      memberId,
      managerId,
    });
  const chain = chainFrom(world.lines, managerId);
  if (chain.includes(memberId)) refuseCycle(world, member, manager, chain);
}

function refuseCycle(
  world: World,
  { memberId, name }: Pick<Member, "memberId" | "name">,
  manager: Member,
  chain: readonly string[],
): never {
  const between = chain.slice(1, chain.indexOf(memberId)).map((each) => nameOf(world, each));
  const through = between.length > 0 ? ` through ${between.join(", ")}` : "";
  return reject(
    "manager-cycle",
    `${manager.name} reports to ${name}${through}, so ${name} cannot report to ${manager.name}: ` +
      `give ${manager.name} another manager first.`,
    { memberId, managerId: manager.memberId, chain },
  );
}
