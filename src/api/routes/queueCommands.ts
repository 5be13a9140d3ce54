import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Muster } from "../../app/muster.ts";
import { command } from "../http/commanding.ts";
import { commandSchema } from "../schemas/commandSchema.ts";
import { fields } from "../../app/roster/orderSchemas.ts";
import { queueReference, reason } from "../schemas/values.ts";

const params = z.object({ queue: queueReference });
const tags = ["queues"];
const taking = <Fields extends z.ZodRawShape>(shape: Fields) => z.strictObject({ ...shape, reason });

/** Which queues there are, and how they must be covered. */
export function addQueueCommands(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.post(
    "/queues",
    { schema: commandSchema({ summary: "Open a queue", tags, body: taking(fields.openQueue) }) },
    (request, reply) =>
      command(request, reply, muster, ({ changes }, context) => changes.openQueue(request.body, context)),
  );
  routes.patch(
    "/queues/:queue",
    {
      schema: commandSchema({
        summary: "Rename a queue, or change its minimum",
        tags,
        params,
        body: taking(fields.updateQueue),
      }),
    },
    (request, reply) =>
      command(request, reply, muster, ({ changes }, context) =>
        changes.updateQueue(request.params.queue, request.body, context),
      ),
  );
  routes.post(
    "/queues/:queue/close",
    { schema: commandSchema({ summary: "Close a queue", tags, params, body: taking(fields.closeQueue) }) },
    (request, reply) =>
      command(request, reply, muster, ({ changes }, context) =>
        changes.closeQueue(request.params.queue, request.body, context),
      ),
  );
}
