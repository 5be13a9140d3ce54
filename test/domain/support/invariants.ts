import { expect } from "@jest/globals";
import { lineOf } from "../../../src/domain/guard/lines.ts";
import { normaliseEmail } from "../../../src/domain/member/email.ts";
import { normaliseQueueName } from "../../../src/domain/queue/name.ts";
import type { World } from "../../../src/domain/world.ts";

/** The guards agree with the streams that they guard. */
export function expectGuards(world: World): void {
  expectOwners(world);
  expectLines(world);
  expectCover(world);
}

function expectOwners(world: World): void {
  const there = [...world.members.values()].filter(({ standing }) => standing !== "void" && standing !== "sealed");
  const emails = there.map(({ memberId, email }) => [normaliseEmail(email), memberId] as const);
  expect(owned(world.emailOwners)).toEqual(sorted(emails));
  const open = [...world.queues.values()].filter(({ closed }) => !closed);
  expect(owned(world.queueNameOwners)).toEqual(
    sorted(open.map(({ name, queueId }) => [normaliseQueueName(name), queueId] as const)),
  );
}

const owned = (owners: World["emailOwners"]) =>
  sorted([...owners].flatMap(([key, owner]) => (owner === null ? [] : [[key, owner] as const])));

const sorted = (pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([key, value]) => `${key} → ${value}`).sort();

function expectLines({ members, lines }: World): void {
  for (const { memberId, standing, managerId } of members.values()) {
    const line = lineOf(lines, memberId) ?? { managerId: null, active: true };
    const active = standing === "active";
    const leads = standing === "void" || standing === "sealed" ? null : managerId;
    expect({ memberId, ...line }).toEqual({ memberId, active, managerId: leads });
  }
}

/** The cover that a queue's guard knows is what members are assigned to. */
function expectCover(world: World): void {
  for (const queue of world.queues.values()) {
    const assigned = [...world.members.values()].flatMap(({ memberId, assignments }) =>
      assignments
        .filter(({ queueId }) => queueId === queue.queueId)
        .map((each) => [memberId, each.assignmentType] as const),
    );
    expect(sorted([...queue.cover])).toEqual(sorted(assigned));
  }
}
