import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Health } from "../../app/health/health.ts";
import { type HealthAnswer, healthSchema } from "../schemas/health.ts";

const forAll = { tags: ["operations"], security: [] };

/** Whether the process lives, and whether it can do its work: for whatever watches over it, with no token needed. */
export function addHealth(app: FastifyInstance, health: () => Promise<Health>): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.get(
    "/healthz",
    {
      schema: {
        ...{ summary: "Whether the process lives", ...forAll },
        response: { 200: z.object({ ok: z.literal(true) }) },
      },
    },
    async (_, reply) => reply.header("cache-control", "no-store").send({ ok: true }),
  );
  typed.get(
    "/readyz",
    {
      schema: {
        ...{ summary: "Whether Muster can do its work", ...forAll },
        description: "503 where anything is not as it should be; `checks` says what.",
        response: { 200: healthSchema, 503: healthSchema },
      },
    },
    async (_, reply) => {
      const found = await health();
      return reply
        .code(found.ok ? 200 : 503)
        .header("cache-control", "no-store")
        .send(answerOf(found));
    },
  );
}

function answerOf({ ok, checks }: Health): HealthAnswer {
  const { log, tables, file, ledger } = checks;
  return {
    ok,
    checks: {
      ...checks,
      log: { ...log, position: text(log.position) },
      tables: { ...tables, position: text(tables.position) },
      file: { ...file, position: text(file.position) },
      ledger: { ...ledger, position: text(ledger.position), signedPosition: text(ledger.signedPosition) },
    },
  };
}

const text = (position: bigint | null): string | null => (position === null ? null : String(position));
