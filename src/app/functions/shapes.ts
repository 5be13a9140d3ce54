import { z } from "zod";
import { assignmentTypes } from "../../domain/member/messages.ts";

/** Text that people write. What no database can hold is refused here; a pattern would only swell the schema. */
const text = (most = 400) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((given) => !given.includes("\0"), { error: "holds a character that no text has" });

export const team = text().describe("The team's name, exactly as the roster has it. Left out: the caller's own team.");
export const member = text().describe("A member: email address, id, or full name where nobody else has it.");
export const queue = text().describe("A queue: its name, or its id.");
export const reason = text(2000).describe("Why, for the history.");
export const value = text;

export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: "takes a day as YYYY-MM-DD" });
/** From when on a change holds. */
export const dated = {
  effectiveOn: day
    .optional()
    .describe("The day from which it holds, as YYYY-MM-DD; a later day than today schedules it. Left out: today."),
  on: day.optional().describe("The same as effectiveOn."),
};
export const withdraw = z
  .array(z.guid({ error: "takes an event's id, which is a UUID" }))
  .max(100)
  .describe(
    "Ids of later events that are taken back with it, where it is refused for them: the refusal names them. Only where the user has agreed.",
  );
/** Another point than now; a text in its own right, since what it must look like is told by whoever resolves it. */
export const point = {
  asOf: day
    .optional()
    .describe("As of this day, as YYYY-MM-DD. Of a day to come, what is scheduled is applied. Left out: today."),
  knownAt: text(40)
    .optional()
    .describe(
      "As it was known at this instant (ISO 8601 with its offset), or at this position of the log. Left out: all that is known.",
    ),
};

const refused = "Refused: this is known as it is now alone.";
export const noPoint = { asOf: day.optional().describe(refused), knownAt: text(40).optional().describe(refused) };

export const acceptUncovered = z
  .array(queue)
  .max(100)
  .describe("Queues that may fall below their minimum by this. Name them only where the user has agreed.");

export const assignmentType = z.enum(assignmentTypes);

/** Where an answer comes from; the file's is as old as it says. */
export const source = z
  .object({
    from: z.enum(["database", "file"]),
    position: z.string().optional(),
    recordedAt: z.string().optional(),
    ageSeconds: z.number().optional(),
    asOf: z.string().optional(),
    knownAt: z.string().nullable().optional(),
    scheduled: z
      .object({
        applied: z.number(),
        refused: z.array(z.object({ changeId: z.string(), on: z.string(), code: z.string(), message: z.string() })),
      })
      .optional()
      .describe(
        "Of a day to come: how many scheduled changes are in the answer, and which would be refused, and are not.",
      ),
  })
  .describe(
    "`file`: the database could not be reached, and the answer is as old as it says. `asOf`, `knownAt` and `position`: the point that was asked for.",
  );

export type Source = z.output<typeof source>;

export const memberShape = z
  .object({
    memberId: z.string().optional(),
    name: z.string(),
    email: z.string().optional(),
    team: z.string(),
    title: z.string().nullable().optional(),
    active: z.boolean(),
    managerId: z.string().nullable().optional(),
    startDate: z.string().optional(),
    endDate: z.string().nullable().optional(),
    queues: z.array(
      z.object({ queue: z.string(), type: assignmentType.optional(), assignedDate: z.string().optional() }),
    ),
  })
  .describe("What is left out is not known, or not the caller's to see.");
export type MemberShape = z.output<typeof memberShape>;

export const detailsShape = memberShape.extend({
  timezone: z.string().nullable().optional(),
  skills: z.array(z.string()).optional(),
  managerName: z.string().nullable().optional(),
  revision: z.string().optional(),
  position: z.string().optional(),
  updatedAt: z.string().optional(),
});
