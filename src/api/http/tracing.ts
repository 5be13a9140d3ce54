import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Span, Tracing } from "../../app/ports/tracing.ts";

/** Shows each request as the beginning of a trace, or as part of its caller's. */
export function traceRequests(app: FastifyInstance, tracing: Pick<Tracing, "request">): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  app.addHook("onRequest", (request, _, done) => {
    const name = `${request.method} ${request.routeOptions.url ?? "unknown"}`;
    const { traceparent } = request.headers;
    spans.set(request, tracing.request(name, request.id, typeof traceparent === "string" ? traceparent : undefined));
    done();
  });
  // A body that is read comes from the line, and so from outside of what was begun before.
  app.addHook("preHandler", (request, _, done) => {
    const span = spans.get(request);
    if (span) span.within(done);
    else done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    spans.get(request)?.end(reply.statusCode >= 500);
    done();
  });
}
