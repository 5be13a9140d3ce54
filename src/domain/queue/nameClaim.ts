import type { Earlier } from "../dateOrder.ts";
import { reject } from "../kernel/rejection.ts";
import type { World } from "../world.ts";
import { normaliseQueueName } from "./name.ts";

/** Refuses a name that another queue has; answers since when it has been free, if anyone ever had it. */
export function claimName(world: World, queueId: string, name: string): readonly Earlier[] {
  const owner = world.queueNameOwners.get(normaliseQueueName(name)) ?? null;
  if (owner === null || owner.ownerId === queueId) return [];
  if (owner.ownerId === null)
    return [{ what: `end of another queue's use of the name ${name}`, on: owner.since, about: { name } }];
  const taken = world.queues.get(owner.ownerId)?.name ?? name;
  return reject("queue-name-taken", `There is a queue ${taken} already: use it, or choose another name.`, {
    name,
    queueId: owner.ownerId,
  });
}
