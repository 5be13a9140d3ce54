import type { FastifyInstance } from "fastify";
import type { RequestWatch } from "../../app/ports/requestWatch.ts";

/** Tells of each request once it is answered: by its route's pattern, for addresses name people. */
export function watchRequests(app: FastifyInstance, watch: RequestWatch): void {
  app.addHook("onResponse", (request, reply, done) => {
    watch({
      method: request.method,
      route: request.routeOptions.url ?? "unknown",
      status: reply.statusCode,
      ms: reply.elapsedTime,
      correlationId: request.id,
    });
    done();
  });
}
