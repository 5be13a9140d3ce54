import { reject } from "../kernel/rejection.ts";
import type { World } from "../world.ts";
import { normaliseQueueName } from "./name.ts";

/** Refuses a name that another queue has. */
export function claimName(world: World, queueId: string, name: string): void {
  const ownerId = world.queueNameOwners.get(normaliseQueueName(name)) ?? null;
  if (ownerId === null || ownerId === queueId) return;
  const taken = world.queues.get(ownerId)?.name ?? name;
  reject("queue-name-taken", `There is a queue ${taken} already: use it, or choose another name.`, {
    name,
    queueId: ownerId,
  });
}
