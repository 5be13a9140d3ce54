import type { AssignmentType, MemberCommand } from "../../domain/member/messages.ts";
import type { CommandContext } from "../commandHandler.ts";
import type { Outcome } from "../outcome.ts";
import { type ChangeParts, dayOf, type Withdrawing, withdrawing } from "./changeParts.ts";
import type { Dated } from "./effectiveDay.ts";
import type { MemberReference, QueueReference } from "./memberInputs.ts";
import { references } from "./references.ts";

/** Who covers what. */
export type Cover = { readonly member: MemberReference; readonly queue: QueueReference };

type On = Pick<Dated, "effectiveOn" | "on"> & Withdrawing;
type Accepting = On & { readonly acceptUncovered?: readonly QueueReference[] | undefined };

/** Changes of who covers which queue, the same behind every door. Dates are today unless given. */
export type AssignmentChanges = {
  /** As `primary` unless given. Whoever covers the queue as another type is refused: that is a `retype`. */
  assignQueue(cover: Cover, how: On & { readonly type?: AssignmentType }, context: CommandContext): Promise<Outcome>;
  /** Changes the type of an assignment. */
  retype(cover: Cover, how: Accepting & { readonly type: AssignmentType }, context: CommandContext): Promise<Outcome>;
  unassignQueue(cover: Cover, how: Accepting, context: CommandContext): Promise<Outcome>;
};

export function assignmentChanges(parts: ChangeParts): AssignmentChanges {
  const { commands, queries } = parts;
  const known = references(queries);
  const one = (context: CommandContext, command: MemberCommand, how: Withdrawing) =>
    commands.handle(withdrawing(how, command), context);
  const target = async ({ member, queue }: Cover, given: On) => {
    const [memberId, queueId] = await Promise.all([known.member(member), known.queue(queue)]);
    return { memberId, queueId, on: await dayOf(parts, given) };
  };
  return {
    async assignQueue(cover, how, context) {
      const data = { ...(await target(cover, how)), assignmentType: how.type ?? "primary" };
      return one(context, { type: "AssignQueue", data }, how);
    },
    async retype(cover, how, context) {
      const acceptUncovered = await known.queues(how.acceptUncovered ?? []);
      const data = { ...(await target(cover, how)), assignmentType: how.type, acceptUncovered };
      return one(context, { type: "RetypeAssignment", data }, how);
    },
    async unassignQueue(cover, how, context) {
      const acceptUncovered = await known.queues(how.acceptUncovered ?? []);
      const data = { ...(await target(cover, how)), acceptUncovered };
      return one(context, { type: "UnassignQueue", data }, how);
    },
  };
}
