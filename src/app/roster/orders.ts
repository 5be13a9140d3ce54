import { Rejection } from "../../domain/kernel/rejection.ts";
import type { AssignmentType } from "../../domain/member/messages.ts";
import type { CommandContext } from "../commandHandler.ts";
import type { Outcome } from "../outcome.ts";
import type { Withdrawing } from "./changeParts.ts";
import type { Dated } from "./effectiveDay.ts";
import type {
  Departure,
  MemberReference,
  MemberUpdate,
  NewMember,
  NewPeriod,
  QueueReference,
  Return,
  Withdrawal,
} from "./memberInputs.ts";
import type { RosterChanges } from "./rosterChanges.ts";

type Of = { readonly member: MemberReference };
type Cover = Of & { readonly queue: QueueReference };
type On = Pick<Dated, "effectiveOn" | "on"> & Withdrawing;
type Accepting = On & { readonly acceptUncovered?: readonly QueueReference[] | undefined };

/** A change of a list, as plain data; its type names what it orders. */
export type Order =
  | ({ readonly type: "RegisterMember" } & NewMember)
  | ({ readonly type: "UpdateMember" } & Of & MemberUpdate)
  | ({ readonly type: "DeactivateMember" } & Of & Departure)
  | ({ readonly type: "ReactivateMember" } & Of & Return)
  | ({ readonly type: "RehireMember" } & Of & NewPeriod)
  | ({ readonly type: "VoidRegistration" } & Of & Withdrawal)
  | ({ readonly type: "AssignQueue" } & Cover & On & { readonly assignmentType?: AssignmentType | undefined })
  | ({ readonly type: "RetypeAssignment" } & Cover & Accepting & { readonly assignmentType: AssignmentType })
  | ({ readonly type: "UnassignQueue" } & Cover & Accepting)
  | ({ readonly type: "OpenQueue" } & On & { readonly name: string; readonly minimum?: number | undefined })
  | ({ readonly type: "UpdateQueue"; readonly queue: QueueReference } & On & {
        readonly name?: string | undefined;
        readonly minimum?: number | undefined;
      })
  | ({ readonly type: "CloseQueue"; readonly queue: QueueReference } & On & {
        readonly unassign?: boolean | undefined;
      });

/** Has one order carried out by the change that it names. */
export function carryOutOrder(changes: RosterChanges, order: Order, context: CommandContext): Promise<Outcome> {
  switch (order.type) {
    case "RegisterMember":
      return changes.addMember(order, context);
    case "UpdateMember":
      return changes.updateMember(order.member, order, context);
    case "DeactivateMember":
      return changes.deactivateMember(order.member, order, context);
    case "ReactivateMember":
      return changes.reactivateMember(order.member, order, context);
    case "RehireMember":
      return changes.rehireMember(order.member, order, context);
    case "VoidRegistration":
      return changes.voidRegistration(order.member, order, context);
    case "AssignQueue":
      return changes.assignQueue(order, { ...order, type: order.assignmentType ?? "primary" }, context);
    case "RetypeAssignment":
      return changes.retype(order, { ...order, type: order.assignmentType }, context);
    case "UnassignQueue":
      return changes.unassignQueue(order, order, context);
    case "OpenQueue":
      return changes.openQueue(order, context);
    case "UpdateQueue":
      return changes.updateQueue(order.queue, order, context);
    case "CloseQueue":
      return changes.closeQueue(order.queue, order, context);
  }
}

/** A refusal that tells which order of the list it is about. */
export const ofOrder = ({ code, message, details }: Rejection, order: number): Rejection =>
  new Rejection(code, message, { ...details, command: order });
