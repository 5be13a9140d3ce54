import { z } from "zod";
import { day, instant, position } from "./values.ts";

/** One field that one event changed. */
export const historySchema = z
  .object({
    historyId: z.string(),
    memberId: z.string(),
    changeType: z.string().meta({ description: "The event's type." }),
    fieldName: z.string(),
    oldValue: z.string().nullable(),
    newValue: z.string().nullable(),
    effectiveOn: day,
    changedAt: instant,
    changedBy: z.string(),
    reason: z.string().nullable(),
    eventId: z.string(),
    position,
  })
  .meta({ id: "HistoryEntry" });

/** A value of a member's row, and the event that set it. */
export const blameSchema = z
  .object({
    fieldName: z.string().meta({ description: "The column of `team_members`." }),
    value: z.string().nullable(),
    changeType: z.string().meta({ description: "The event's type." }),
    effectiveOn: day,
    changedAt: instant,
    changedBy: z.string(),
    reason: z.string().nullable(),
    eventId: z.string(),
    position,
  })
  .meta({ id: "Blame" });

const stored = {
  position,
  revision: z.string(),
  eventId: z.string(),
  type: z.string(),
};

const readable = z
  .object({
    ...stored,
    memberId: z.string().nullable(),
    queueId: z.string().nullable(),
    effectiveOn: day.meta({ description: "The date from which it holds." }),
    recordedAt: instant,
    actor: z.object({ issuer: z.string(), subject: z.string() }),
    reason: z.string().nullable(),
    commandId: z.string(),
    correlationId: z.string(),
    causationId: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "Event" });

const unreadable = z
  .object({ ...stored, unreadable: z.string().meta({ description: "Why this version of Muster cannot read it." }) })
  .meta({ id: "UnreadableEvent" });

export const eventSchema = z.union([readable, unreadable]);
export type EventAnswer = z.infer<typeof eventSchema>;
