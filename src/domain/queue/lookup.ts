import { reject } from "../kernel/rejection.ts";
import type { World } from "../world.ts";
import type { Queue } from "./queue.ts";

export function knownQueue(world: World, queueId: string): Queue {
  const coming = world.opening.get(queueId);
  if (coming)
    reject("date-before-start", `The queue ${coming.name} opened on ${coming.on}: use that date or a later one.`, {
      queueId,
      startDate: coming.on,
    });
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
