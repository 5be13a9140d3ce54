import { z } from "zod";
import { day, instant, position, revision } from "./values.ts";

const id = z.string();

/** A change for a later day, and what has become of it. */
export const scheduledSchema = z
  .object({
    changeId: id,
    on: day.meta({ description: "The day on which it is applied, and from which it holds." }),
    state: z.enum(["pending", "failed", "applied", "cancelled"]),
    about: z.object({ kind: z.enum(["member", "queue"]), id }),
    commands: z
      .array(z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) }))
      .nullable()
      .meta({ description: "What is ordered for the day, in order; null where whom it was about is forgotten." }),
    failure: z
      .object({ code: z.string(), sentence: z.string().nullable() })
      .nullable()
      .meta({ description: "Why it was refused when its day came." }),
    eventIds: z.array(id).meta({ description: "The events that it made, once it is applied." }),
    steps: z
      .array(
        z.object({
          type: z.string().meta({ description: "ChangeScheduled, ChangeRescheduled, ChangeCancelled, …" }),
          on: day.meta({ description: "The day that it was for from then on." }),
          recordedAt: instant,
          by: z.string(),
          reason: z.string().nullable(),
        }),
      )
      .meta({ description: "What became of it, from its scheduling on." }),
    revision,
  })
  .meta({ id: "ScheduledChange" });
export type ScheduledAnswer = z.infer<typeof scheduledSchema>;

/** What came of moving or cancelling a change. */
export const rescheduledSchema = z
  .object({ changeId: id, on: day, state: z.enum(["pending", "cancelled"]), position })
  .meta({ id: "Rescheduled" });
export type Rescheduled = z.infer<typeof rescheduledSchema>;
