import type { FastifyRequest } from "fastify";
import { ProblemError } from "../problems/problem.ts";

/** A revision as an ETag. */
export const etagOf = (revision: bigint | string): string => `"${revision}"`;

/**
 * The revision that a change must find, from If-Match. `*` asks only that there is something, which every change does.
 * Others than one strong tag are refused: a change is made upon one state that its caller has seen.
 */
export function expectedRevision({ headers }: FastifyRequest): bigint | undefined {
  const given = headers["if-match"];
  if (given === undefined || given.trim() === "*") return undefined;
  const revision = /^\s*"(\d{1,18})"\s*$/.exec(given)?.[1];
  if (revision === undefined)
    throw new ProblemError("invalid-request", 'If-Match takes one revision in quotes, such as "3".');
  return BigInt(revision);
}
