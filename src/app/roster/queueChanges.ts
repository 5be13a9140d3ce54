import { reject } from "../../domain/kernel/rejection.ts";
import type { QueueCommand } from "../../domain/queue/messages.ts";
import type { CommandContext } from "../commandHandler.ts";
import type { Outcome } from "../outcome.ts";
import { deriveId } from "../ids.ts";
import { type ChangeParts, dayOf, type Withdrawing, withdrawing } from "./changeParts.ts";
import type { Dated } from "./effectiveDay.ts";
import type { QueueReference } from "./memberInputs.ts";
import { references } from "./references.ts";

type On = Pick<Dated, "effectiveOn" | "on"> & Withdrawing;

/** Changes of queues, the same behind every door. Dates are today unless given. */
export type QueueChanges = {
  /** The id of the new queue derives from the command's. With a `minimum`, opening and requiring it are one change. */
  openQueue(
    queue: On & { readonly name: string; readonly minimum?: number | undefined },
    context: CommandContext,
  ): Promise<Outcome>;
  renameQueue(queue: QueueReference, to: On & { readonly name: string }, context: CommandContext): Promise<Outcome>;
  /** How many besides trainees must cover the queue; more than there are now is a goal, and allowed. */
  requireCoverage(
    queue: QueueReference,
    required: On & { readonly minimum: number },
    context: CommandContext,
  ): Promise<Outcome>;
  /** A new name, another minimum, or both as one change. */
  updateQueue(
    queue: QueueReference,
    to: On & { readonly name?: string | undefined; readonly minimum?: number | undefined },
    context: CommandContext,
  ): Promise<Outcome>;
  /** `unassign` ends the queue's assignments in the same change; without it a queue that is covered stays open. */
  closeQueue(
    queue: QueueReference,
    how: On & { readonly unassign?: boolean | undefined },
    context: CommandContext,
  ): Promise<Outcome>;
};

export function queueChanges(parts: ChangeParts): QueueChanges {
  const { commands, queries } = parts;
  const known = references(queries);
  const one = (context: CommandContext, command: QueueCommand, how: Withdrawing) =>
    commands.handle(withdrawing(how, command), context);
  const target = async (queue: QueueReference, given: On) => ({
    queueId: await known.queue(queue),
    on: await dayOf(parts, given),
  });
  return {
    async openQueue({ name, minimum, ...how }, context) {
      const on = await dayOf(parts, how);
      const queueId = deriveId(context.commandId, "queue");
      const open: QueueCommand = { type: "OpenQueue", data: { queueId, on, name } };
      if (minimum === undefined) return one(context, open, how);
      const required: QueueCommand = { type: "RequireCoverage", data: { queueId, on, minimum } };
      return commands.handle(withdrawing<QueueCommand>(how, open, required), context);
    },
    async renameQueue(queue, { name, ...how }, context) {
      return one(context, { type: "RenameQueue", data: { ...(await target(queue, how)), name } }, how);
    },
    async requireCoverage(queue, { minimum, ...how }, context) {
      return one(context, { type: "RequireCoverage", data: { ...(await target(queue, how)), minimum } }, how);
    },
    async updateQueue(queue, { name, minimum, ...how }, context) {
      const of = await target(queue, how);
      const [first, ...others]: readonly QueueCommand[] = [
        ...(name === undefined ? [] : [{ type: "RenameQueue" as const, data: { ...of, name } }]),
        ...(minimum === undefined ? [] : [{ type: "RequireCoverage" as const, data: { ...of, minimum } }]),
      ];
      if (first === undefined) return reject("invalid-value", "There is nothing to change: give a name or a minimum.");
      return commands.handle(withdrawing(how, first, ...others), context);
    },
    async closeQueue(queue, { unassign = false, ...how }, context) {
      return one(context, { type: "CloseQueue", data: { ...(await target(queue, how)), unassign } }, how);
    },
  };
}
