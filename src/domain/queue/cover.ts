import { reject } from "../kernel/rejection.ts";
import { coverCount, counts, type Queue } from "./queue.ts";

/** A member who is about to cover these queues no longer, or no longer towards their minimum. */
export type Loss = { readonly memberId: string; readonly name: string; readonly queues: readonly Queue[] };

const counted = ({ memberId, queues }: Loss): readonly Queue[] =>
  queues.filter(({ cover }) => counts(cover.get(memberId)));

/**
 * Refuses a loss that leaves a queue below its minimum, unless that queue is accepted by name.
 * @returns the accepted queues that it leaves so, by id in order
 */
export function acceptedUncovered(loss: Loss, accepted: readonly string[]): readonly string[] {
  const short = counted(loss).filter((queue) => coverCount(queue) - 1 < queue.minimum);
  const refused = short.filter(({ queueId }) => !accepted.includes(queueId));
  if (refused.length > 0) refuse(loss, refused);
  return short.map(({ queueId }) => queueId).sort();
}

function refuse({ name }: Loss, queues: readonly Queue[]): never {
  const named = queues.map((queue) => `${queue.name} (${coverCount(queue) - 1} left, ${queue.minimum} required)`);
  return reject(
    "queue-would-be-uncovered",
    `Without ${name} there are too few for ${named.join(", ")}: find other cover first, or accept each of these queues by name.`,
    {
      queues: queues.map((queue) => ({
        queueId: queue.queueId,
        queue: queue.name,
        minimum: queue.minimum,
        left: coverCount(queue) - 1,
      })),
    },
  );
}
