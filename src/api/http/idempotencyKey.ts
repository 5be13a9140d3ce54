import type { FastifyRequest } from "fastify";
import { ProblemError } from "../problems/problem.ts";

/** The key under which the caller may repeat the request. */
export function idempotencyKey({ headers }: FastifyRequest): string | undefined {
  const given = headers["idempotency-key"];
  if (given === undefined) return undefined;
  if (typeof given === "string" && /^[\x21-\x7e]{1,255}$/.test(given)) return given;
  throw new ProblemError("invalid-request", "Idempotency-Key takes 1 to 255 visible ASCII characters.");
}
