import type { Earlier } from "../dateOrder.ts";
import { chainFrom } from "../guard/lines.ts";
import { reject } from "../kernel/rejection.ts";
import type { World } from "../world.ts";
import { knownMember, nameOf } from "./lookup.ts";
import type { Member } from "./member.ts";

/**
 * Whether the member is there to be reported to. Their line decides, for the guard is what a departure meanwhile moves;
 * who never had a line never left, and their stream tells that they are somebody.
 */
export function canLead(world: World, memberId: string): boolean {
  const line = world.lines.byMember.get(memberId);
  return line ? line.active : world.members.get(memberId)?.standing === "active";
}

/**
 * Refuses a manager who is nobody, has left, or reports to the member.
 * @returns since when the manager and those above are as they are, which is as far back as this was judged
 */
export function managerConcerns(
  world: World,
  member: Pick<Member, "memberId" | "name">,
  managerId: string | null,
): readonly Earlier[] {
  if (managerId === null) return [];
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
  return [startOf(manager), ...chain.flatMap((each) => lineOf(world, each, manager))];
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

const startOf = ({ memberId, name, startDate }: Member): Earlier => ({
  what: `start of ${name}`,
  on: startDate,
  about: { memberId },
});

function lineOf(world: World, memberId: string, manager: Member): readonly Earlier[] {
  const line = world.lines.byMember.get(memberId);
  const what =
    memberId === manager.memberId ? `reporting line of ${manager.name}` : `reporting line above ${manager.name}`;
  return line ? [{ what, on: line.since, about: { memberId } }] : [];
}
