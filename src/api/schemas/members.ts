import { z } from "zod";
import { assignmentTypes } from "../../domain/member/messages.ts";
import { told } from "./points.ts";
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

/** A member as the preferences file knows them, while the database is away; the address is left out for who may not see it. */
const fileMember = z
  .object({
    memberId: z.null(),
    name: z.string(),
    email: z.string().optional(),
    team: z.string(),
    title: z.null(),
    active: z.literal(true),
    managerId: z.null(),
    startDate: z.null(),
    endDate: z.null(),
    queues: z.array(z.object({ queue: z.string(), type: z.null(), assignedDate: z.null() })),
    revision: z.null(),
  })
  .meta({ id: "MemberFromFile", description: "With `Muster-Source: file`: what the file does not know is null." });

/** A member as far as the caller may see them, and the file knows them where it is asked. */
export const memberSchema = z.union([z.object(member).meta({ id: "Member" }), publicMember, fileMember]);

export const memberDetailsSchema = z.union([
  z
    .object({
      ...member,
      timezone: z.string().nullable(),
      skills: z.array(z.string()),
      position,
      updatedAt: instant,
      ...told,
    })
    .meta({ id: "MemberDetails" }),
  publicMember.extend(told).meta({ id: "PublicMemberDetails" }),
]);
