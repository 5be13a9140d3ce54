import { z } from "zod";
import { assignmentTypes } from "../../domain/member/messages.ts";
import { told } from "./points.ts";
import { day, revision } from "./values.ts";

const queueOfTables = z
  .object({
    queueId: z.string(),
    name: z.string(),
    minimum: z.int().meta({ description: "So many besides trainees must cover it." }),
    open: z.boolean(),
    openedOn: day,
    closedOn: day.nullable(),
    revision,
  })
  .meta({ id: "Queue" });

const queueOfFile = z
  .object({
    queueId: z.null(),
    name: z.string(),
    minimum: z.null(),
    open: z.literal(true),
    openedOn: z.null(),
    closedOn: z.null(),
    revision: z.null(),
  })
  .meta({ id: "QueueFromFile", description: "With `Muster-Source: file`: what the file does not know is null." });

/** A queue, or what the preferences file knows of it while the database is away. */
export const queueSchema = z.union([queueOfTables, queueOfFile]);
export const queueAt = z.union([queueOfTables.extend(told).meta({ id: "QueueDetails" }), queueOfFile]);

export const coverageSchema = z
  .object({
    queueId: z.string(),
    queue: z.string(),
    minimum: z.int(),
    primary: z.int(),
    backup: z.int(),
    trainee: z.int(),
    covered: z.boolean().meta({ description: "Whether primary and backup reach the minimum, and are not nobody." }),
  })
  .meta({ id: "Coverage" });

/** One who covers a queue, or did. */
export const personSchema = z
  .object({
    memberId: z.string(),
    name: z.string(),
    email: z.string().optional().meta({ description: "Where the caller may see it." }),
    team: z.string(),
    assignmentId: z.string(),
    type: z.enum(assignmentTypes),
    assignedDate: day,
    removedDate: day.nullable().meta({ description: "The first day without." }),
  })
  .meta({ id: "QueueMember" });
