import Fastify, { type FastifyInstance } from "fastify";
import { validatorCompiler } from "fastify-type-provider-zod";
import type { RequestWatch } from "../app/ports/requestWatch.ts";
import { refuseUnreadable, sendProblem } from "./http/answering.ts";
import { correlationId } from "./http/correlation.ts";
import { plainSerializer } from "./http/serializer.ts";
import { watchUnread } from "./http/watching.ts";
import { problemOf } from "./problems/problemOf.ts";

const kilobyte = 1024;

/** How long a request may take to come in, and its answer to be made, in milliseconds. */
export type Patience = { readonly receiving: number; readonly answering: number };

export const usualPatience: Patience = { receiving: 30_000, answering: 25_000 };

type ServerParts = {
  readonly trustedProxies?: readonly string[] | undefined;
  readonly patience?: Patience | undefined;
  readonly watch?: RequestWatch | undefined;
  readonly unexpected?: ((error: unknown, correlationId: string) => void) | undefined;
};

/** Fastify as the API needs it: what it takes, how long it waits, and how it tells of what goes wrong. */
export function server({
  unexpected,
  watch,
  trustedProxies = [],
  patience = usualPatience,
}: ServerParts): FastifyInstance {
  const app = Fastify({
    bodyLimit: 64 * kilobyte,
    requestTimeout: patience.receiving,
    handlerTimeout: patience.answering,
    // Node looks each half minute only, which would double the time.
    http: { connectionsCheckingInterval: patience.receiving / 6 },
    ...(trustedProxies.length > 0 && { trustProxy: [...trustedProxies] }),
    routerOptions: { maxParamLength: 2 * kilobyte },
    genReqId: correlationId,
    forceCloseConnections: "idle",
    // Ours says so in a document as all others are.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      watchUnread(watch, request, reply);
      sendProblem(reply, problemOf(error, undefined));
    },
    clientErrorHandler: refuseUnreadable,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(plainSerializer);
  app.setErrorHandler((error, request, reply) => {
    const told = problemOf(error, request.body);
    if (told.problem.code === "unexpected") unexpected?.(error, request.id);
    return sendProblem(reply, told);
  });
  return app;
}
