import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { orFromFile } from "../../app/fallback/orFromFile.ts";
import type { Muster } from "../../app/muster.ts";
import { ProblemError } from "../problems/problem.ts";

const longest = 2_000;

/** A position of the log, as a decimal string that Postgres' bigint holds. */
export const positionText = z
  .string()
  .regex(/^(0|[1-9]\d{0,17})$/, { error: "takes a position of the log: a whole number." })
  .meta({ description: "A position of the log: ordered, and otherwise opaque.", example: "42" });

/** A read that names a position sees tables that hold it, or is told how far they have come. */
export function waitForPosition(app: FastifyInstance, muster: Pick<Muster, "waitFor" | "fallback">): void {
  app.addHook("preHandler", async (request, reply) => {
    const asked = request.headers["muster-wait-for"];
    if (asked === undefined) return;
    const wanted = positionText.safeParse(asked);
    if (!wanted.success)
      throw new ProblemError("invalid-request", "The header Muster-Wait-For takes a position of the log.");
    const position = BigInt(wanted.data);
    const { answer: reached, file } = await orFromFile(
      () => muster.fallback(),
      () => muster.waitFor(position, longest),
      // A file that holds it may answer; whether it can is for the read to find out.
      (roster) => (BigInt(roster.position) >= position ? position : undefined),
    );
    if (file) return;
    reply.header("muster-position", String(reached));
    if (reached >= position) return;
    throw new ProblemError(
      "not-reached",
      `The tables have come to position ${reached}, and ${wanted.data} was asked for.`,
      {
        details: { wanted: wanted.data, reached: String(reached) },
        headers: { "muster-position": String(reached), "retry-after": "1" },
      },
    );
  });
}
