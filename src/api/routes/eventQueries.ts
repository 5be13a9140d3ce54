import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { isUnreadable } from "../../app/codec/eventCodec.ts";
import type { FoundEvent } from "../../app/findEvents.ts";
import type { Muster } from "../../app/muster.ts";
import type { Page } from "../../app/served/page.ts";
import { musterFor } from "../../app/serving.ts";
import { callerOf } from "../http/caller.ts";
import { answerPage, byPosition, cursorOf } from "../http/cursors.ts";
import { type EventAnswer, eventSchema } from "../schemas/history.ts";
import { listOf, paging } from "../schemas/lists.ts";
import { problems } from "../schemas/problems.ts";
import { memberId, text } from "../schemas/values.ts";

export const time = z.iso.datetime({ offset: true, error: "takes an instant, such as 2025-01-31T12:00:00Z" });

/** Which events are asked for. */
export const eventFilters = {
  member: memberId.optional(),
  queue: z.guid().toLowerCase().optional().meta({ description: "A queue's id." }),
  actor: text(500).optional().meta({ description: "Who gave the command: `issuer:subject`, as the history has it." }),
  type: text(100).optional().meta({ description: "Such as MemberRegistered." }),
};

/** When what is asked for was recorded. */
export const recordedBetween = {
  from: time.optional().meta({ description: "Recorded then or later." }),
  until: time.optional().meta({ description: "Recorded then or before." }),
};

const eventsQuery = z.strictObject({
  ...eventFilters,
  ...recordedBetween,
  ...paging,
});

/** The log's events, in the order in which they were recorded. */
export function addEventQueries(app: FastifyInstance, muster: Muster): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/events",
    {
      schema: {
        summary: "Events in the order in which they were recorded",
        description: "A page may have few items or none and yet a `next`: a search looks at so many events at a time.",
        ...{ tags: ["events"], querystring: eventsQuery },
        response: { 200: listOf(eventSchema), ...problems },
      },
    },
    async (request, reply) => {
      const { member, queue, actor, type, from, until, limit } = request.query;
      const [position = "0"] = (await cursorOf(request, byPosition, muster)) ?? [];
      const { events, next } = await musterFor(muster, callerOf(request)).pages.events(
        { memberId: member, queueId: queue, actor, type, from: utc(from), until: utc(until) },
        { after: BigInt(position), limit },
      );
      const page: Page<EventAnswer> = {
        items: events.map(eventAnswer),
        next: next === null ? null : [String(next), ""],
      };
      return answerPage(request, reply, page, muster);
    },
  );
}

/** No log is older than its clock: what lies before 1970 is 1970, and no date that a database would not know. */
export const utc = (instant: string | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(Math.max(0, Date.parse(instant))).toISOString();

/** An event as it is answered. */
export function eventAnswer(event: FoundEvent): EventAnswer {
  const { position, revision, type } = event;
  const stored = { position: String(position), revision: String(revision), type };
  if (isUnreadable(event)) return { ...stored, eventId: event.eventId, unreadable: event.unreadable };
  const { meta, data } = event;
  const { eventId, effectiveOn, recordedAt, actor, reason = null, commandId, correlationId, causationId } = meta;
  return {
    ...{ ...stored, eventId, effectiveOn, recordedAt, actor, reason, commandId, correlationId, causationId },
    memberId: "memberId" in data ? data.memberId : null,
    queueId: "queueId" in data ? data.queueId : null,
    data: { ...data },
  };
}
