import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Authenticate } from "../../app/access/authentication.ts";
import type { Principal } from "../../app/access/principal.ts";

const callers = new WeakMap<FastifyRequest, Principal>();

/** Finds out who asks before anything else of the request is looked at. */
export function authenticating(app: FastifyInstance, authenticate: Authenticate): void {
  app.addHook("onRequest", async (request) => {
    callers.set(request, await authenticate(request));
  });
}

/** Who asks, on an address that only those may ask who are known. */
export function callerOf(request: FastifyRequest): Principal {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error("This address does not find out who asks.");
  return caller;
}
