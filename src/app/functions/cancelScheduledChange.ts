import { z } from "zod";
import { changeId, rescheduledShape } from "./scheduledShapes.ts";
import { reason } from "./shapes.ts";
import { teamFunction } from "./teamFunction.ts";

/** Nothing comes of a change. */
export const cancelScheduledChange = teamFunction({
  name: "cancel_scheduled_change",
  title: "Cancel a change that is to come",
  description:
    "Cancels a change that is to come, or one that failed on its day: nothing comes of it any more. What has been applied already is taken back with undo_change.",
  input: z.strictObject({ changeId, reason: reason.optional() }),
  output: rescheduledShape,
  hints: { readOnly: false, destructive: true, idempotent: true },
  async run({ scheduled, order }, { changeId: id, reason: why }) {
    const { on, position } = await scheduled.cancel(id.toLowerCase(), order(why));
    return { changeId: id, on, state: "cancelled" as const, position: String(position) };
  },
  inShort: ({ changeId: id, on }) => `Cancelled: nothing happens on ${on} (change ${id}).`,
});
