import { z } from "zod";
import { changed, changeInShort, changeShape } from "./changed.ts";
import { acceptUncovered, reason, withdraw } from "./shapes.ts";
import { teamFunction } from "./teamFunction.ts";

const output = changeShape.omit({ memberId: true }).extend({
  id: z.string().describe("The member or queue whose change was taken back."),
});

/** A recorded change is taken back. */
export const undoChange = teamFunction({
  name: "undo_change",
  title: "Take a recorded change back",
  description:
    "Takes a recorded change back with what it took along (an accidental departure gives back the assignments that it ended), by new events: the history keeps both. `get_member_history` has the event ids. Refused where later changes stand in the way, which the refusal names.",
  input: z.strictObject({
    eventId: z.guid({ error: "takes an event's id, which is a UUID" }).describe("The id of one of its events."),
    acceptUncovered: acceptUncovered.optional(),
    withdraw: withdraw.optional(),
    reason: reason.optional(),
  }),
  output,
  hints: { readOnly: false, destructive: true, idempotent: true },
  async run(context, { eventId, reason: why, ...asked }) {
    const { memberId: id, ...done } = await changed(context, await context.undo(eventId, asked, context.order(why)));
    return { ...done, id };
  },
  inShort: ({ id, ...done }) => changeInShort({ ...done, memberId: id }),
});
