import type { FastifyInstance } from "fastify";

/**
 * Ends connections on which a body still trickles in so long after the request was answered. Node counts the time of
 * requests no further than to their answer, and who is refused at once need never have sent the rest.
 */
export function endLingering(app: FastifyInstance, afterMs: number): void {
  app.addHook("onResponse", ({ raw }, _, done) => {
    if (!raw.complete)
      setTimeout(() => {
        if (!raw.complete) raw.destroy();
      }, afterMs).unref();
    done();
  });
}
