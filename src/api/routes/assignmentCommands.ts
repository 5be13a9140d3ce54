import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Muster } from "../../app/muster.ts";
import { assignmentTypes } from "../../domain/member/messages.ts";
import { command } from "../http/commanding.ts";
import { commandAnswers, commandHeaders } from "../schemas/commands.ts";
import { acceptUncovered, on, withdraw } from "../../app/roster/orderSchemas.ts";
import { memberId, queueReference, reason } from "../schemas/values.ts";

const params = z.object({ id: memberId, queue: queueReference });
const tags = ["assignments"];

const url = "/members/:id/queues/:queue";

/** Who covers what. */
export function addAssignmentCommands(app: FastifyInstance, muster: Muster): void {
  addAssigning(app, muster);
  addUnassigning(app, muster);
}

function addAssigning(app: FastifyInstance, muster: Muster): void {
  app.withTypeProvider<ZodTypeProvider>().put(
    url,
    {
      schema: {
        ...{ summary: "Assign a queue to a member", tags, params, headers: commandHeaders },
        body: z.strictObject({
          type: z.enum(assignmentTypes).default("primary"),
          retype: z.boolean().default(false).meta({ description: "Change the type of the assignment that there is." }),
          ...{ ...on, acceptUncovered, withdraw, reason },
        }),
        response: commandAnswers,
      },
    },
    (request, reply) => {
      const { type, retype, ...how } = request.body;
      const cover = { member: request.params.id, queue: request.params.queue };
      return command(request, reply, muster, ({ changes }, context) =>
        retype
          ? changes.retype(cover, { type, ...how }, context)
          : changes.assignQueue(cover, { type, ...how }, context),
      );
    },
  );
}

function addUnassigning(app: FastifyInstance, muster: Muster): void {
  app.withTypeProvider<ZodTypeProvider>().delete(
    url,
    {
      schema: {
        ...{ summary: "End an assignment", tags, params, headers: commandHeaders },
        body: z.strictObject({ ...on, acceptUncovered, withdraw, reason }),
        response: commandAnswers,
      },
    },
    (request, reply) => {
      const cover = { member: request.params.id, queue: request.params.queue };
      return command(request, reply, muster, ({ changes }, context) =>
        changes.unassignQueue(cover, request.body, context),
      );
    },
  );
}
