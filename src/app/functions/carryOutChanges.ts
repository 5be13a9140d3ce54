import { z } from "zod";
import { listed } from "../roster/orderSchemas.ts";
import { changed, changeInShort, changeShape } from "./changed.ts";
import { reason, value } from "./shapes.ts";
import { teamFunction } from "./teamFunction.ts";

const output = changeShape.omit({ memberId: true }).extend({
  id: z.string().describe("The member or queue that the first of the changes is about."),
});

/** Changes that were shown are recorded, just as they were shown. */
export const carryOutChanges = teamFunction({
  name: "carry_out_changes",
  title: "Record changes as they were shown",
  description:
    "Records a list of changes together, just as `foresee_changes` has shown them: all of them or none. Refused (`plan-outdated`) where anything that was shown has changed since. Only after the user has agreed to what was shown.",
  input: z.strictObject({
    commands: listed,
    plan: value(4000).describe("What `foresee_changes` answered for the same commands."),
    reason: reason.optional(),
  }),
  output,
  hints: { readOnly: false, destructive: true, idempotent: true },
  async run(context, { commands, plan, reason: why }) {
    const outcome = await context.lists.commit(commands, plan, context.order(why));
    const { memberId: id, ...done } = await changed(context, outcome);
    return { ...done, id };
  },
  inShort: ({ id, ...done }) => changeInShort({ ...done, memberId: id }),
});
