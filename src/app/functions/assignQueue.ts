import { z } from "zod";
import { Rejection } from "../../domain/kernel/rejection.ts";
import type { Outcome } from "../outcome.ts";
import { changed, changeInShort, changeShape } from "./changed.ts";
import { acceptUncovered, assignmentType, dated, member, queue, reason, withdraw } from "./shapes.ts";
import { type FunctionContext, teamFunction } from "./teamFunction.ts";

const input = z.strictObject({
  member,
  queue,
  type: assignmentType
    .default("primary")
    .describe("How they cover it; a trainee does not count towards the queue's minimum."),
  retype: z
    .boolean()
    .default(false)
    .describe("Where they cover the queue as another type already, change that type. Without it that is refused."),
  ...{ ...dated, withdraw: withdraw.optional() },
  acceptUncovered: acceptUncovered.optional(),
  reason: reason.optional(),
});

/** A member covers a queue. */
export const assignQueue = teamFunction({
  name: "assign_queue",
  title: "Have a member cover a queue",
  description: "Has a member cover a queue, as primary unless another type is given.",
  input,
  output: changeShape,
  hints: { readOnly: false, destructive: false, idempotent: true },
  run: async (context, given) => changed(context, await assigned(context, given)),
  inShort: changeInShort,
});

async function assigned(context: FunctionContext, given: z.output<typeof input>): Promise<Outcome> {
  const { member: who, queue: what, retype, reason: why, ...how } = given;
  const [cover, order] = [{ member: who, queue: what }, context.order(why)];
  try {
    return await context.changes.assignQueue(cover, how, order);
  } catch (error) {
    const covers = error instanceof Rejection && error.code === "already-assigned";
    if (!covers || !retype) throw error;
    // Nothing was recorded under the command's id, so that the other command may have it.
    return context.changes.retype(cover, how, order);
  }
}
