import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { callerOf } from "./http/caller.ts";
import { ProblemError } from "./problems/problem.ts";

/** Requests a minute that are taken: for each caller, and for each address whoever calls from it. */
export type Limits = { readonly perCaller: number; readonly perAddress: number };

const tooMany = (seconds: number) =>
  new ProblemError("too-many-requests", `That were too many requests: wait ${seconds} seconds.`, {
    headers: { "retry-after": String(seconds) },
  });

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

/** Before anyone is known, what counts is the address. */
export async function limitAddresses(app: FastifyInstance, { perAddress }: Limits): Promise<void> {
  await app.register(rateLimit, { global: false, max: perAddress, timeWindow: "1 minute" });
  app.addHook("onRequest", refusing(app.createRateLimit()));
}

/** After `limitAddresses` and once the caller is known. */
export function limitCallers(app: FastifyInstance, { perCaller }: Limits): void {
  const keyGenerator = (request: FastifyRequest): string => {
    const { issuer, subject } = callerOf(request).actor;
    return JSON.stringify([issuer, subject]);
  };
  app.addHook("onRequest", refusing(app.createRateLimit({ max: perCaller, keyGenerator })));
}

const refusing = (count: ReturnType<FastifyInstance["createRateLimit"]>) => async (request: FastifyRequest) => {
  const counted = await count(request);
  if (!counted.isAllowed && counted.isExceeded) throw tooMany(seconds(counted.ttl));
};
