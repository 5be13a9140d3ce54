import { z } from "zod";
import { assignmentTypes, reasonCodes } from "../../domain/member/messages.ts";
import { day, memberReference, queueReference, text } from "./orderValues.ts";

const effective = (description: string) => day.optional().meta({ description });
const sameDay = day.optional().meta({ description: "Another name for `effectiveOn`." });
/** From when on a change holds. A day to come schedules it. */
export const on = {
  effectiveOn: effective("The first day that it holds; today unless given. A later day schedules the change."),
  on: sameDay,
};
const first = {
  effectiveOn: effective("The first day; today unless given. A later day schedules the change."),
  start: sameDay,
};
/** What is taken back with a change. */
export const withdraw = z.array(z.guid().toLowerCase()).max(100).optional().meta({
  description:
    "Ids of later events that the change would make impossible, and that are taken back with it: `details.withdraw` of a refusal names them.",
});
const manager = memberReference.nullable().optional();
const newTeam = z.boolean().optional().meta({ description: "Says that the team is a new one." });
const timezone = text(200).nullable().optional().meta({ description: "An IANA time zone, such as Europe/Berlin." });
const skills = z.array(text(400)).max(100).optional();
const title = text(800).nullable().optional();
export const acceptUncovered = z
  .array(queueReference)
  .max(100)
  .optional()
  .meta({ description: "The queues that may be left below their minimum by this." });
const minimum = z.int().min(0).max(10_000);

/** What each change takes, without whom it is about. */
export const fields = {
  register: {
    ...{ name: text(800), email: text(1000), team: text(800), newTeam, title, manager, timezone, skills },
    ...{ ...first, withdraw },
  },
  update: {
    ...{ name: text(800).optional(), email: text(1000).optional(), team: text(800).optional() },
    ...{ newTeam, title, manager, timezone, skills, ...on, withdraw },
  },
  deactivate: {
    reasonCode: z.enum(reasonCodes),
    lastDay: day.optional().meta({
      description: "The last day with them; yesterday unless given. Today or a later day schedules the departure.",
    }),
    note: text(8000).nullable().optional(),
    reportsTo: memberReference.optional().meta({ description: "Who takes over those who report to them." }),
    ...{ acceptUncovered, withdraw },
  },
  reactivate: { ...on, manager, withdraw },
  rehire: { ...first, team: text(800).optional(), newTeam, title, manager, withdraw },
  void: { ...on, reportsTo: memberReference.optional(), acceptUncovered, withdraw },
  openQueue: { name: text(800), minimum: minimum.optional(), ...on, withdraw },
  updateQueue: { name: text(800).optional(), minimum: minimum.optional(), ...on, withdraw },
  closeQueue: {
    unassign: z.boolean().optional().meta({ description: "Ends the assignments as well." }),
    ...{ ...on, withdraw },
  },
};

const ordered = <T extends string, F extends z.ZodRawShape>(type: T, shape: F) =>
  z.strictObject({ type: z.literal(type), ...shape });
const member = { member: memberReference };
const cover = { ...member, queue: queueReference, ...on, withdraw };
const assignmentType = z.enum(assignmentTypes);

/** One change of a list, as plain data. */
export const orderSchema = z.discriminatedUnion("type", [
  ordered("RegisterMember", fields.register),
  ordered("UpdateMember", { ...member, ...fields.update }),
  ordered("DeactivateMember", { ...member, ...fields.deactivate }),
  ordered("ReactivateMember", { ...member, ...fields.reactivate }),
  ordered("RehireMember", { ...member, ...fields.rehire }),
  ordered("VoidRegistration", { ...member, ...fields.void }),
  ordered("AssignQueue", { ...cover, assignmentType: assignmentType.optional() }),
  ordered("RetypeAssignment", { ...cover, assignmentType, acceptUncovered }),
  ordered("UnassignQueue", { ...cover, acceptUncovered }),
  ordered("OpenQueue", fields.openQueue),
  ordered("UpdateQueue", { queue: queueReference, ...fields.updateQueue }),
  ordered("CloseQueue", { queue: queueReference, ...fields.closeQueue }),
]);

export const listed = z
  .array(orderSchema)
  .min(1)
  .max(100)
  .meta({ description: "Decided in order, recorded together or not at all." });
