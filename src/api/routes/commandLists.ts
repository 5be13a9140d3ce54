import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { newCommandId } from "../../app/ids.ts";
import type { Muster } from "../../app/muster.ts";
import { musterFor } from "../../app/serving.ts";
import type { Foreseen } from "../../app/whatIf.ts";
import { callerOf } from "../http/caller.ts";
import { command, contextOf } from "../http/commanding.ts";
import { commandAnswers, commandHeaders } from "../schemas/commands.ts";
import { type Rehearsed, rehearsedSchema } from "../schemas/foreseen.ts";
import { listBody } from "../schemas/orders.ts";

/** Several changes as one, or what would come of them. */
export function addCommandLists(app: FastifyInstance, muster: Muster): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/commands",
    {
      schema: {
        ...{ summary: "Several commands as one change, or what would come of them", tags: ["commands"] },
        ...{ headers: commandHeaders, body: listBody },
        response: { ...commandAnswers, 200: commandAnswers[200].or(rehearsedSchema) },
      },
    },
    async (request, reply) => {
      const { commands, dryRun } = request.body;
      if (!dryRun) return command(request, reply, muster, ({ lists }, context) => lists.carryOut(commands, context));
      const caller = callerOf(request);
      const foreseen = await musterFor(muster, caller).lists.rehearse(commands, {
        ...contextOf(request),
        commandId: newCommandId(),
      });
      return reply.send(rehearsed(foreseen));
    },
  );
}

const rehearsed = ({ events, rows, coverage }: Foreseen): Rehearsed => ({
  dryRun: true,
  events: events.map(({ type, effectiveOn, data }) => ({ type, effectiveOn, data: { ...data } })),
  rows: rows.map((row) => ({ ...row })),
  coverage: coverage.map((each) => ({ ...each })),
});
