import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Muster } from "../../app/muster.ts";
import { command } from "../http/commanding.ts";
import { commandSchema } from "../schemas/commandSchema.ts";
import { acceptUncovered, withdraw } from "../../app/roster/orderSchemas.ts";
import { reason } from "../schemas/values.ts";

const params = z.object({
  id: z.guid({ error: "takes an event's id, which is a UUID" }).toLowerCase().meta({ description: "An event's id." }),
});

/** Takes recorded changes back. */
export function addUndoing(app: FastifyInstance, muster: Muster): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/events/:id/undo",
    {
      schema: commandSchema({
        summary: "Take a recorded change back, with what it took along",
        description:
          "By new events: the log keeps both. What was taken back already is answered without events. A refusal for what " +
          "was recorded since names it in `details.changes`, and offers it for `withdraw`.",
        ...{ tags: ["events"], params, body: z.strictObject({ acceptUncovered, withdraw, reason }) },
      }),
    },
    (request, reply) =>
      command(request, reply, muster, ({ undo }, context) => undo(request.params.id, request.body, context)),
  );
}
