import type { LocalDate } from "../../domain/kernel/time.ts";
import type { QueueCommand } from "../../domain/queue/messages.ts";
import type { CommandContext, Outcome } from "../commandHandler.ts";
import { deriveId } from "../ids.ts";
import type { ChangeParts } from "./changeParts.ts";
import type { QueueReference } from "./memberInputs.ts";
import { references } from "./references.ts";

type On = { readonly on?: LocalDate | undefined };

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
  /** `unassign` ends the queue's assignments in the same change; without it a queue that is covered stays open. */
  closeQueue(
    queue: QueueReference,
    how: On & { readonly unassign?: boolean | undefined },
    context: CommandContext,
  ): Promise<Outcome>;
};

export function queueChanges({ commands, queries, calendar }: ChangeParts): QueueChanges {
  const known = references(queries);
  const one = (context: CommandContext, command: QueueCommand) => commands.handle([command], context);
  return {
    openQueue({ name, minimum, on = calendar.today() }, context) {
      const queueId = deriveId(context.commandId, "queue");
      const open: QueueCommand = { type: "OpenQueue", data: { queueId, on, name } };
      if (minimum === undefined) return one(context, open);
      return commands.handle([open, { type: "RequireCoverage", data: { queueId, on, minimum } }], context);
    },
    async renameQueue(queue, { name, on = calendar.today() }, context) {
      return one(context, { type: "RenameQueue", data: { queueId: await known.queue(queue), on, name } });
    },
    async requireCoverage(queue, { minimum, on = calendar.today() }, context) {
      return one(context, { type: "RequireCoverage", data: { queueId: await known.queue(queue), on, minimum } });
    },
    async closeQueue(queue, { unassign = false, on = calendar.today() }, context) {
      return one(context, { type: "CloseQueue", data: { queueId: await known.queue(queue), on, unassign } });
    },
  };
}
