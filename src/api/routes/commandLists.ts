import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { newCommandId } from "../../app/ids.ts";
import type { Muster } from "../../app/muster.ts";
import { musterFor } from "../../app/serving.ts";
import { type Foreseen, refuseFirst, type Rehearsal } from "../../app/served/changeLists.ts";
import { callerOf } from "../http/caller.ts";
import { command, contextOf } from "../http/commanding.ts";
import { commandAnswers, commandHeaders } from "../schemas/commands.ts";
import { rehearsedSchema, whatIfAnswer, whatIfSchema } from "../schemas/foreseen.ts";
import { listBody, whatIfBody } from "../schemas/orders.ts";
import { problems } from "../schemas/problems.ts";

const tags = ["commands"];

/** Several changes as one, or what would come of them. */
export function addCommandLists(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.post(
    "/commands",
    {
      schema: {
        ...{ summary: "Several commands as one change, or what would come of them", tags },
        ...{ headers: commandHeaders, body: listBody },
        response: { ...commandAnswers, 200: commandAnswers[200].or(rehearsedSchema) },
      },
    },
    async (request, reply) => {
      const { commands, dryRun, plan, asOf } = request.body;
      if (!dryRun)
        return command(request, reply, muster, ({ lists }, context) =>
          plan === undefined ? lists.carryOut(commands, context) : lists.commit(commands, plan, context),
        );
      const told = refuseFirst(await foreseen(request, muster, { orders: commands, asOf }));
      return reply.send({ dryRun: true as const, ...whatIfAnswer(told) });
    },
  );
  routes.post(
    "/what-if",
    {
      schema: {
        ...{ summary: "What would come of several commands, refusals among it", tags, body: whatIfBody },
        response: { 200: whatIfSchema, ...problems },
      },
    },
    async (request) => {
      const { commands: orders, asOf } = request.body;
      return whatIfAnswer(await foreseen(request, muster, { orders, asOf }));
    },
  );
}

const foreseen = (request: FastifyRequest, muster: Muster, asked: Rehearsal): Promise<Foreseen> =>
  musterFor(muster, callerOf(request)).lists.rehearse(asked, { ...contextOf(request), commandId: newCommandId() });
