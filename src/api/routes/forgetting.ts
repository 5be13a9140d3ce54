import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { CommandContext } from "../../app/commandHandler.ts";
import type { HoldOutcome } from "../../app/holds/legalHolds.ts";
import { newCommandId } from "../../app/ids.ts";
import type { Muster } from "../../app/muster.ts";
import type { Forgetting } from "../../app/served/forgetting.ts";
import { musterFor } from "../../app/serving.ts";
import { sendProblem } from "../http/answering.ts";
import { callerOf } from "../http/caller.ts";
import { command, contextOf, onceForKey } from "../http/commanding.ts";
import { commandAnswers, commandHeaders } from "../schemas/commands.ts";
import { commandSchema } from "../schemas/commandSchema.ts";
import { holdAnswer, holdDone, holdSchema, planAnswer, planSchema } from "../schemas/forgetting.ts";
import { problems } from "../schemas/problems.ts";
import { day, memberId, memberReference, reason, text } from "../schemas/values.ts";

const erasing = z.strictObject({
  ground: text(200).optional().meta({
    description: "The legal ground, which retention asks for: the law alone. It stays in clear.",
  }),
  dryRun: z.boolean().default(false).meta({ description: "Tells what would go and what stays; nothing is done." }),
  reason,
});

/** Forgets people, and keeps what a matter needs. */
export function addForgetting(app: FastifyInstance, muster: Muster): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/members/:id/erase",
    {
      schema: {
        ...commandSchema({
          summary: "Forget a member who has left, for good",
          ...{ tags: ["members"], params: z.object({ id: memberId }), body: erasing },
        }),
        response: { ...commandAnswers, 200: z.union([planSchema, commandAnswers[200]]) },
      },
    },
    async (request, reply) => {
      const { ground, dryRun } = request.body;
      const { id } = request.params;
      // What a plan tells of a person is kept nowhere: it has no answer that could be repeated.
      if (!dryRun)
        return command(
          request,
          reply,
          muster,
          async ({ forgetting }, context) =>
            // What it tells beside the outcome names people.
            (await forgetting.erase(id, { ground }, context)).outcome,
        );
      const context = { ...contextOf(request), commandId: newCommandId() };
      return planAnswer(await musterFor(muster, callerOf(request)).forgetting.plan(id, { ground }, context));
    },
  );
  addHolds(app, muster);
}

const placing = z.strictObject({
  members: z.array(memberReference).optional(),
  team: text(200).optional().meta({ description: "Whoever was ever on it." }),
  leftFrom: day.optional().meta({ description: "Whose last day was this or a later one." }),
  leftUntil: day.optional(),
  reason: text(2_000),
});

const tags = ["holds"];
const holdId = z.guid({ error: "takes a hold's id, which is a UUID" }).toLowerCase();

function addHolds(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/holds",
    {
      schema: {
        ...{ summary: "Legal holds, the oldest first, with those that are released", tags },
        response: { 200: z.object({ holds: z.array(holdSchema) }), ...problems },
      },
    },
    async (request) => ({ holds: (await musterFor(muster, callerOf(request)).forgetting.holds()).map(holdAnswer) }),
  );
  const headers = commandHeaders;
  routes.post(
    "/holds",
    {
      schema: {
        ...{ summary: "Place a legal hold, on members or on whom a query finds", tags, headers, body: placing },
        response: { 200: holdDone, 201: holdDone, ...problems },
      },
    },
    (request, reply) => holding({ request, reply, muster }, (desk, context) => desk.hold(request.body, context)),
  );
  routes.post(
    "/holds/:id/release",
    {
      schema: {
        ...{ summary: "Release a legal hold", tags, headers, params: z.object({ id: holdId }) },
        ...{ body: z.strictObject({ reason }), response: { 200: holdDone, ...problems } },
      },
    },
    (request, reply) =>
      holding({ request, reply, muster }, (desk, context) => desk.release(request.params.id, context), 200),
  );
}

type Order = (desk: Forgetting, context: CommandContext) => Promise<HoldOutcome>;

type Exchange = { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly muster: Muster };

async function holding({ request, reply, muster }: Exchange, order: Order, status = 201) {
  const caller = callerOf(request);
  const done = await onceForKey(request, muster, async ({ commandId }) => {
    const { holdId: id, position } = await order(musterFor(muster, caller).forgetting, {
      ...contextOf(request),
      commandId,
    });
    return { status, answer: { holdId: id, position: String(position) }, recorded: true };
  });
  if ("refused" in done) return sendProblem(reply, done.refused);
  return reply.code(done.status).header("muster-position", done.answer.position).send(done.answer);
}
