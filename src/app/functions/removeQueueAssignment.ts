import { z } from "zod";
import { changed, changeInShort, changeShape } from "./changed.ts";
import { acceptUncovered, dated, member, queue, reason, withdraw } from "./shapes.ts";
import { teamFunction } from "./teamFunction.ts";

/** A member covers a queue no longer. */
export const removeQueueAssignment = teamFunction({
  name: "remove_queue_assignment",
  title: "End a member's cover of a queue",
  description:
    "Has a member cover a queue no longer. Refused where the queue would fall below its minimum, unless that is accepted by its name.",
  input: z.strictObject({
    member,
    queue,
    ...{ ...dated, withdraw: withdraw.optional() },
    acceptUncovered: acceptUncovered.optional(),
    reason: reason.optional(),
  }),
  output: changeShape,
  hints: { readOnly: false, destructive: true, idempotent: true },
  async run(context, { member: who, queue: what, reason: why, ...how }) {
    const cover = { member: who, queue: what };
    return changed(context, await context.changes.unassignQueue(cover, how, context.order(why)));
  },
  inShort: changeInShort,
});
