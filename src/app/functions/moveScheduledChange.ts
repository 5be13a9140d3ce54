import { z } from "zod";
import { changeId, rescheduledShape } from "./scheduledShapes.ts";
import { day, reason } from "./shapes.ts";
import { teamFunction } from "./teamFunction.ts";

/** A change is for another day. */
export const moveScheduledChange = teamFunction({
  name: "move_scheduled_change",
  title: "Move a change to another day",
  description:
    "Moves a change that is to come to another day after today; one that failed on its day is tried again on the new one. Refused where it could not hold then.",
  input: z.strictObject({
    changeId,
    on: day.describe("The new day, after today, as YYYY-MM-DD."),
    reason: reason.optional(),
  }),
  output: rescheduledShape,
  hints: { readOnly: false, destructive: false, idempotent: true },
  async run({ scheduled, order }, { changeId: id, on, reason: why }) {
    const moved = await scheduled.move(id.toLowerCase(), on, order(why));
    return { changeId: moved.changeId, on: moved.on, state: "pending" as const, position: String(moved.position) };
  },
  inShort: ({ changeId: id, on }) => `Moved to ${on} (change ${id}).`,
});
