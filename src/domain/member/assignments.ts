import type { Decision } from "../event.ts";
import { dated } from "../kernel/decider.ts";
import { reject } from "../kernel/rejection.ts";
import { acceptedUncovered } from "../queue/cover.ts";
import { knownQueue, stillOpenQueue } from "../queue/lookup.ts";
import { counts, type Queue } from "../queue/queue.ts";
import type { Setting } from "../setting.ts";
import type { World } from "../world.ts";
import { activeMember } from "./lookup.ts";
import { type Assignment, type Member, timesAssigned } from "./member.ts";
import type { MemberCommandOf } from "./messages.ts";

/** What the id of an assignment derives from: one change may assign, remove and assign again. */
export const assignmentLabel = (member: Member, queueId: string): string =>
  `assignment/${member.memberId}/${queueId}/${timesAssigned(member, queueId)}`;

export const queuesOf = (world: World, assignments: readonly Assignment[]): readonly Queue[] =>
  assignments.map(({ queueId }) => knownQueue(world, queueId));

const heldBy = ({ assignments }: Member, queueId: string): Assignment | undefined =>
  assignments.find((each) => each.queueId === queueId);

export function assign(data: MemberCommandOf<"AssignQueue">, world: World, { newId }: Setting): Decision {
  const { memberId, queueId, on, assignmentType } = data;
  const member = activeMember(world, memberId);
  const queue = stillOpenQueue(world, queueId);
  const held = heldBy(member, queueId);
  if (held?.assignmentType === assignmentType) return [];
  if (held)
    reject(
      "already-assigned",
      `${member.name} covers ${queue.name} as ${held.assignmentType} already: change the type of that assignment.`,
      { memberId, queueId, assignmentType: held.assignmentType },
    );
  const assignmentId = newId(assignmentLabel(member, queueId));
  return [dated(on, { type: "QueueAssigned", data: { memberId, assignmentId, queueId, assignmentType } })];
}

export function retype(data: MemberCommandOf<"RetypeAssignment">, world: World): Decision {
  const { memberId, queueId, on, assignmentType: to } = data;
  const member = activeMember(world, memberId);
  const queue = knownQueue(world, queueId);
  const held = heldBy(member, queueId) ?? refuseUnassigned(member, queue);
  const { assignmentId, assignmentType: from } = held;
  if (from === to) return [];
  const loss = { memberId, name: member.name, queues: counts(to) ? [] : [queue] };
  const accepted = acceptedUncovered(loss, data.acceptUncovered);
  const ids = { memberId, assignmentId, queueId };
  return [dated(on, { type: "QueueAssignmentRetyped", data: { ...ids, from, to, acceptedUncovered: accepted } })];
}

export function unassign(data: MemberCommandOf<"UnassignQueue">, world: World): Decision {
  const { memberId, queueId, on } = data;
  const member = activeMember(world, memberId);
  const queue = knownQueue(world, queueId);
  const held = heldBy(member, queueId);
  if (!held) return timesAssigned(member, queueId) > 0 ? [] : refuseUnassigned(member, queue);
  const loss = { memberId, name: member.name, queues: [queue] };
  const accepted = acceptedUncovered(loss, data.acceptUncovered);
  return [dated(on, { type: "QueueAssignmentRemoved", data: { memberId, ...held, acceptedUncovered: accepted } })];
}

function refuseUnassigned({ memberId, name }: Member, queue: Queue): never {
  return reject(
    "not-assigned",
    `${name} does not cover ${queue.name}: assign them first, or look for the right queue.`,
    {
      memberId,
      queueId: queue.queueId,
    },
  );
}
