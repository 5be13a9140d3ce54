import { expect } from "@jest/globals";
import { chainFrom } from "../../../src/domain/guard/lines.ts";
import { normaliseEmail } from "../../../src/domain/member/email.ts";
import type { Member } from "../../../src/domain/member/member.ts";
import { normaliseQueueName } from "../../../src/domain/queue/name.ts";
import type { World } from "../../../src/domain/world.ts";

const active = (world: World): readonly Member[] =>
  [...world.members.values()].filter(({ standing }) => standing === "active");

const managerOf = (world: World, memberId: string): string | null => world.members.get(memberId)?.managerId ?? null;

/** What holds of every world that decisions have made, whatever was ordered. */
export function expectSound(world: World): void {
  expectLines(world);
  expectOwners(world);
  expectCover(world);
}

function expectLines(world: World): void {
  // A row of a table may point only at a row that is there, and neither the void nor the sealed have one.
  for (const { memberId, standing, managerId } of world.members.values()) {
    if (managerId === null || standing === "void" || standing === "sealed") continue;
    const manager = world.members.get(managerId)?.standing;
    expect({ memberId, there: manager === "active" || manager === "left" }).toEqual({ memberId, there: true });
  }
  for (const { memberId, managerId } of active(world)) {
    if (managerId === null) continue;
    expect({ memberId, manager: world.members.get(managerId)?.standing }).toEqual({ memberId, manager: "active" });
    const above = new Set<string>();
    for (let at = managerOf(world, memberId); at !== null; at = managerOf(world, at)) {
      if (above.has(at) || at === memberId) throw new Error(`${memberId} stands in a circle of reporting lines`);
      above.add(at);
    }
    expect(chainFrom(world.lines, memberId)).toEqual([memberId, ...above]);
  }
}

/** One owner an address and a name, and the guards agree with the streams that they guard. */
function expectOwners(world: World): void {
  const there = [...world.members.values()].filter(({ standing }) => standing !== "void");
  const emails = there.map(({ memberId, email }) => [normaliseEmail(email), memberId] as const);
  expect(owned(world.emailOwners)).toEqual(sorted(emails));
  const open = [...world.queues.values()].filter(({ closed }) => !closed);
  expect(owned(world.queueNameOwners)).toEqual(
    sorted(open.map(({ name, queueId }) => [normaliseQueueName(name), queueId] as const)),
  );
}

const owned = (owners: World["emailOwners"]) =>
  sorted([...owners].flatMap(([key, owner]) => (owner?.ownerId == null ? [] : [[key, owner.ownerId] as const])));

const sorted = (pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([key, value]) => `${key} → ${value}`).sort();

/** The cover that a queue's guard knows is what active members are assigned to, and a closed queue has none. */
function expectCover(world: World): void {
  for (const queue of world.queues.values()) {
    const assigned = [...world.members.values()].flatMap(({ memberId, assignments }) =>
      assignments
        .filter(({ queueId }) => queueId === queue.queueId)
        .map((each) => [memberId, each.assignmentType] as const),
    );
    expect(sorted([...queue.cover])).toEqual(sorted(assigned));
    if (queue.closed) expect(assigned).toEqual([]);
  }
  for (const { standing, assignments } of world.members.values())
    if (standing !== "active") expect(assignments).toEqual([]);
}
