import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { CommandContext } from "../../app/commandHandler.ts";
import type { Muster } from "../../app/muster.ts";
import { mapPage } from "../../app/served/page.ts";
import type { ChangeOutcome } from "../../app/scheduling/scheduledChanges.ts";
import type { SeenChange } from "../../app/scheduling/seenChange.ts";
import { musterFor, type ServedMuster } from "../../app/serving.ts";
import { sendProblem } from "../http/answering.ts";
import { callerOf } from "../http/caller.ts";
import { contextOf, onceForKey } from "../http/commanding.ts";
import { etagOf } from "../http/conditions.ts";
import { answerPage, bySchedule, cursorOf } from "../http/cursors.ts";
import { commandHeaders } from "../schemas/commands.ts";
import { listOf, paging } from "../schemas/lists.ts";
import { problems } from "../schemas/problems.ts";
import { type Rescheduled, rescheduledSchema, type ScheduledAnswer, scheduledSchema } from "../schemas/scheduled.ts";
import { day, memberReference, reason, text } from "../schemas/values.ts";

const tags = ["scheduled"];
const params = z.object({
  id: z.guid({ error: "takes a change's id, which is a UUID" }).toLowerCase().meta({ description: "A change's id." }),
});

const query = z.strictObject({
  state: z.enum(["pending", "failed"]).optional().meta({ description: "Both unless given." }),
  member: memberReference.optional(),
  team: text(800).optional(),
  ...paging,
});

/** What is to come: listed, looked at, moved and cancelled. */
export function addScheduledChanges(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/scheduled",
    {
      schema: {
        summary: "Changes for later days: what is pending, and what was refused on its day",
        ...{ tags, querystring: query, response: { 200: listOf(scheduledSchema), ...problems } },
      },
    },
    async (request, reply) => {
      const { limit, cursor: _, ...asked } = request.query;
      const after = await cursorOf(request, bySchedule, muster);
      const found = await musterFor(muster, callerOf(request)).scheduled.list(asked, { after, limit });
      return answerPage(request, reply, mapPage(found, answerOf), muster);
    },
  );
  routes.get(
    "/scheduled/:id",
    {
      schema: {
        ...{ summary: "A change for a later day, whatever has become of it", tags, params },
        response: { 200: scheduledSchema, ...problems },
      },
    },
    async (request, reply) => {
      const change = await musterFor(muster, callerOf(request)).scheduled.change(request.params.id);
      return reply.header("etag", etagOf(change.revision)).send(answerOf(change));
    },
  );
  addOrders(app, muster);
}

const orderSchema = <Body extends z.ZodType>(summary: string, body: Body) => ({
  ...{ summary, tags, params, body, headers: commandHeaders },
  response: { 200: rescheduledSchema, ...problems },
});

function addOrders(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.post(
    "/scheduled/:id/move",
    {
      schema: orderSchema(
        "Move a change to another day",
        z.strictObject({ on: day.meta({ description: "A day after today." }), reason }),
      ),
    },
    (request, reply) =>
      rescheduling(request, reply, muster, ({ scheduled }, context) => ({
        state: "pending",
        done: scheduled.move(request.params.id, request.body.on, context),
      })),
  );
  routes.post(
    "/scheduled/:id/cancel",
    { schema: orderSchema("Cancel a change for a later day", z.strictObject({ reason })) },
    (request, reply) =>
      rescheduling(request, reply, muster, ({ scheduled }, context) => ({
        state: "cancelled",
        done: scheduled.cancel(request.params.id, context),
      })),
  );
}

type Order = (
  muster: ServedMuster,
  context: CommandContext,
) => { readonly state: Rescheduled["state"]; readonly done: Promise<ChangeOutcome> };

async function rescheduling(request: FastifyRequest, reply: FastifyReply, muster: Muster, order: Order) {
  const context = contextOf(request);
  const done = await onceForKey(request, muster, async (running) => {
    const ordered = order(musterFor(muster, callerOf(request)), { ...context, ...running });
    const { changeId, on, position } = await ordered.done;
    const answer: Rescheduled = { changeId, on, state: ordered.state, position: String(position) };
    return { status: 200, answer, recorded: true };
  });
  if ("refused" in done) return sendProblem(reply, done.refused);
  return reply.header("muster-position", done.answer.position).send(done.answer);
}

const answerOf = ({ revision, commands, eventIds, steps, ...change }: SeenChange): ScheduledAnswer => ({
  ...change,
  commands: commands && commands.map(({ type, data }) => ({ type, data: { ...data } })),
  ...{ eventIds: [...eventIds], steps: [...steps], revision: String(revision) },
});
