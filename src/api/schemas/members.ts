import { z } from "zod";
import { assignmentTypes } from "../../domain/member/messages.ts";
import { day, instant, position, revision } from "./values.ts";

const queue = z.object({ queue: z.string(), type: z.enum(assignmentTypes) });

/** What everyone who may read the roster sees. */
const publicMember = z
  .object({
    memberId: z.string(),
    name: z.string(),
    team: z.string(),
    active: z.boolean(),
    queues: z.array(queue),
    revision,
  })
  .meta({ id: "PublicMember" });

const member = {
  memberId: z.string(),
  name: z.string(),
  email: z.string(),
  team: z.string(),
  title: z.string().nullable(),
  active: z.boolean(),
  managerId: z.string().nullable(),
  startDate: day,
  endDate: day.nullable().meta({ description: "The last day." }),
  queues: z.array(queue.extend({ assignedDate: day })),
  revision,
};

/** A member as far as the caller may see them. */
export const memberSchema = z.union([z.object(member).meta({ id: "Member" }), publicMember]);

export const memberDetailsSchema = z.union([
  z
    .object({ ...member, timezone: z.string().nullable(), skills: z.array(z.string()), position, updatedAt: instant })
    .meta({ id: "MemberDetails" }),
  publicMember,
]);
