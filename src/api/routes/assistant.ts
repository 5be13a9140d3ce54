import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Muster } from "../../app/muster.ts";
import { mcpOverHttp } from "../../mcp/http.ts";
import { callerOf } from "../http/caller.ts";
import { ProblemError } from "../problems/problem.ts";

/** The door for assistants: the Model Context Protocol over streamable HTTP, for whoever the API knows. */
export function addAssistant(
  app: FastifyInstance,
  { muster, onProblem }: { readonly muster: Muster; readonly onProblem: (problem: unknown) => void },
): void {
  const mcp = mcpOverHttp(onProblem);
  app.addHook("preClose", () => mcp.close());
  app.route({
    method: ["GET", "POST", "DELETE"],
    url: "/mcp",
    schema: { hide: true },
    onRequest: refuseForeignPages,
    handler: async (request, reply) => {
      const gone = new AbortController();
      reply.raw.once("close", () => gone.abort());
      const caller = {
        principal: callerOf(request),
        muster: () => Promise.resolve(muster),
        fallback: () => muster.fallback(),
        correlationId: request.id,
      };
      const body = request.method === "POST" ? request.body : undefined;
      return reply.send(await mcp.answer({ request: request.raw, body, caller, signal: gone.signal }));
    },
  });
}

/** A page of another site may not ask in its reader's name, even where a name server has pointed it here. */
function refuseForeignPages({ headers }: FastifyRequest, _: FastifyReply, done: (refused?: Error) => void): void {
  const { origin, host } = headers;
  const ours = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  done(ours ? undefined : new ProblemError("access-denied", "A page of another site may not ask here."));
}
