import type { Earlier } from "../dateOrder.ts";
import { reject } from "../kernel/rejection.ts";
import type { World } from "../world.ts";
import type { QueueEventType } from "./messages.ts";
import type { Queue } from "./queue.ts";

export function knownQueue(world: World, queueId: string): Queue {
  return (
    world.queues.get(queueId) ??
    reject("queue-unknown", `There is no queue ${queueId}: list the queues, or open it first.`, { queueId })
  );
}

export function stillOpenQueue(world: World, queueId: string): Queue {
  const queue = knownQueue(world, queueId);
  if (queue.closed)
    reject("queue-closed", `The queue ${queue.name} was closed on ${queue.newest.on}: choose an open one.`, {
      queueId,
      queue: queue.name,
    });
  return queue;
}

const what: Readonly<Record<QueueEventType, string>> = {
  QueueOpened: "opening",
  QueueRenamed: "new name",
  QueueCoverageRequired: "required coverage",
  QueueClosed: "closing",
};

/** The newest change of a queue itself, as what a decision about it builds upon. */
export const newestOf = ({ queueId, name, newest }: Queue): Earlier => ({
  what: `${what[newest.type]} of the queue ${name}`,
  on: newest.on,
  about: { queueId, type: newest.type },
});
