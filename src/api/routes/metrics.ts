import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Authenticate } from "../../app/access/authentication.ts";
import { isLoopback } from "../../app/access/listening.ts";

/**
 * Figures for a monitor.
 * @property openHere whether programs of this machine read them without a token; not behind a proxy, for all come from it
 */
export type MetricsText = {
  text(): Promise<string>;
  readonly contentType: string;
  readonly openHere: boolean;
};

/** Read by this machine's own programs, and elsewhere by whoever has a token: figures are nobody's data. */
export function addMetrics(app: FastifyInstance, metrics: MetricsText, authenticate: Authenticate): void {
  app.get("/metrics", { schema: { hide: true } }, async (request, reply) => {
    if (!metrics.openHere || !isFromHere(request)) await authenticate(request);
    return reply
      .header("cache-control", "no-store")
      .type(metrics.contentType)
      .send(await metrics.text());
  });
}

/** Whatever was passed on by a proxy comes from elsewhere, wherever the proxy is. */
const isFromHere = ({ headers, socket }: FastifyRequest): boolean =>
  isLoopback(socket.remoteAddress ?? "unknown") &&
  ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"].every((name) => headers[name] === undefined);
