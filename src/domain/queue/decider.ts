import { notInFuture } from "../notInFuture.ts";
import type { Decision } from "../event.ts";
import { dated } from "../kernel/decider.ts";
import { reject } from "../kernel/rejection.ts";
import { day, wholeNumber } from "../kernel/text.ts";
import { loaded, nameOf } from "../member/lookup.ts";
import type { Setting } from "../setting.ts";
import type { World } from "../world.ts";
import { knownQueue, stillOpenQueue } from "./lookup.ts";
import type { QueueCommand, QueueCommandOf } from "./messages.ts";
import { queueName } from "./name.ts";
import { claimName } from "./nameClaim.ts";
import type { Queue } from "./queue.ts";

/** What follows from a command about a queue. */
export function decideQueue({ type, data }: QueueCommand, world: World, { today }: Setting): Decision {
  notInFuture(day("on", data.on), today);
  switch (type) {
    case "OpenQueue":
      return open({ ...data, name: queueName(data.name) }, world);
    case "RenameQueue":
      return rename({ ...data, name: queueName(data.name) }, world);
    case "RequireCoverage":
      return requireCoverage({ ...data, minimum: wholeNumber("minimum", data.minimum, 10_000) }, world);
    case "CloseQueue":
      return close(data, world);
  }
}

function open({ queueId, on, name }: QueueCommandOf<"OpenQueue">, world: World): Decision {
  const queue = world.queues.get(queueId);
  if (queue?.name === name && !queue.closed) return [];
  const known = queue ?? world.opening.get(queueId);
  if (known) reject("queue-name-taken", `This queue was opened before, as ${known.name}: open another.`, { queueId });
  claimName(world, queueId, name);
  return [dated(on, { type: "QueueOpened", data: { queueId, name } })];
}

function rename({ queueId, on, name }: QueueCommandOf<"RenameQueue">, world: World): Decision {
  const queue = stillOpenQueue(world, queueId);
  if (queue.name === name) return [];
  claimName(world, queueId, name);
  return [dated(on, { type: "QueueRenamed", data: { queueId, from: queue.name, to: name } })];
}

/** A minimum above the present cover is a goal, and allowed; what falls below it later is refused. */
function requireCoverage({ queueId, on, minimum }: QueueCommandOf<"RequireCoverage">, world: World): Decision {
  const queue = stillOpenQueue(world, queueId);
  if (queue.minimum === minimum) return [];
  return [dated(on, { type: "QueueCoverageRequired", data: { queueId, from: queue.minimum, to: minimum } })];
}

function close({ queueId, on, unassign }: QueueCommandOf<"CloseQueue">, world: World): Decision {
  const queue = knownQueue(world, queueId);
  if (queue.closed) return [];
  if (queue.cover.size > 0 && !unassign) refuseMembers(queue, world);
  const members = [...queue.cover.keys()].map((memberId) => loaded(world, memberId));
  const removed = members.flatMap(({ memberId, assignments }) =>
    assignments
      .filter((each) => each.queueId === queueId)
      .map((each) =>
        dated(on, { type: "QueueAssignmentRemoved", data: { memberId, ...each, acceptedUncovered: [] } } as const),
      ),
  );
  return [...removed, dated(on, { type: "QueueClosed", data: { queueId, name: queue.name } })];
}

function refuseMembers(queue: Queue, world: World): never {
  const members = [...queue.cover.keys()].map((memberId) => ({ memberId, name: nameOf(world, memberId) }));
  return reject(
    "queue-has-members",
    `The queue ${queue.name} is covered by ${members.map(({ name }) => name).join(", ")}: ` +
      `remove them first, or close their assignments with it.`,
    { queueId: queue.queueId, queue: queue.name, members },
  );
}
