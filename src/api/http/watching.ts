import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RequestWatch } from "../../app/ports/requestWatch.ts";

/** Tells of each request once it is answered: by its route's pattern, for addresses name people. */
export function watchRequests(app: FastifyInstance, watch: RequestWatch): void {
  app.addHook("onResponse", (request, reply, done) => {
    tell(watch, request, reply);
    done();
  });
}

/** The same of a request whose address cannot be read, which no hook is told of. */
export function watchUnread(watch: RequestWatch | undefined, request: FastifyRequest, reply: FastifyReply): void {
  reply.header("x-correlation-id", request.id);
  if (watch) reply.raw.once("finish", () => tell(watch, request, reply));
}

const tell = (watch: RequestWatch, request: FastifyRequest, reply: FastifyReply): void =>
  watch({
    method: request.method,
    route: request.routeOptions.url ?? "unknown",
    status: reply.statusCode,
    ms: reply.elapsedTime,
    correlationId: request.id,
  });
