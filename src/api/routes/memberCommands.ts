import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Muster } from "../../app/muster.ts";
import { command } from "../http/commanding.ts";
import { commandSchema } from "../schemas/commandSchema.ts";
import { fields } from "../../app/roster/orderSchemas.ts";
import { memberId, reason } from "../schemas/values.ts";

const params = z.object({ id: memberId });
const tags = ["members"];
const taking = <Fields extends z.ZodRawShape>(shape: Fields) => z.strictObject({ ...shape, reason });

/** Who joins, what changes about them, who leaves and who comes back. */
export function addMemberCommands(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.post(
    "/members",
    { schema: commandSchema({ summary: "Register a member", tags, body: taking(fields.register) }) },
    (request, reply) =>
      command(request, reply, muster, ({ changes }, context) => changes.addMember(request.body, context)),
  );
  routes.patch(
    "/members/:id",
    { schema: commandSchema({ summary: "Change a member", tags, params, body: taking(fields.update) }) },
    (request, reply) =>
      command(request, reply, muster, ({ changes }, context) =>
        changes.updateMember(request.params.id, request.body, context),
      ),
  );
  routes.post(
    "/members/:id/deactivate",
    { schema: commandSchema({ summary: "Record that a member left", tags, params, body: taking(fields.deactivate) }) },
    (request, reply) =>
      command(request, reply, muster, ({ changes }, context) =>
        changes.deactivateMember(request.params.id, request.body, context),
      ),
  );
  addComebacks(app, muster);
}

function addComebacks(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.post(
    "/members/:id/reactivate",
    { schema: commandSchema({ summary: "Undo a departure", tags, params, body: taking(fields.reactivate) }) },
    (request, reply) =>
      command(request, reply, muster, ({ changes }, context) =>
        changes.reactivateMember(request.params.id, request.body, context),
      ),
  );
  routes.post(
    "/members/:id/rehire",
    { schema: commandSchema({ summary: "Begin another employment", tags, params, body: taking(fields.rehire) }) },
    (request, reply) =>
      command(request, reply, muster, ({ changes }, context) =>
        changes.rehireMember(request.params.id, request.body, context),
      ),
  );
}
