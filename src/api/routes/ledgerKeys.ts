import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Muster } from "../../app/muster.ts";
import { problems } from "../schemas/problems.ts";

const keySchema = z
  .object({
    keyId: z.string(),
    publicKey: z.string().meta({ description: "Ed25519, DER of its SubjectPublicKeyInfo in base64." }),
    madeAt: z.string(),
    retiredAt: z.string().nullable().meta({ description: "Since when another one signs." }),
    endorsement: z
      .object({ keyId: z.string(), signature: z.string() })
      .nullable()
      .meta({ description: "By the key before it, which it succeeds." }),
  })
  .meta({ id: "LedgerKey" });

/** The public keys that the ledger's heads are signed with: for anyone, with no token, so that others can compare. */
export function addLedgerKeys(app: FastifyInstance, muster: Muster): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/v1/ledger/keys",
    {
      schema: {
        summary: "The public keys that sign the ledger's heads, or did",
        description: "Of the machine that answers; each machine signs with its own.",
        ...{ tags: ["ledger"], security: [] },
        querystring: z.strictObject({}),
        response: { 200: z.object({ keys: z.array(keySchema) }), ...problems },
      },
    },
    async (_, reply) => reply.header("cache-control", "no-store").send({ keys: [...(await muster.ledger.keys())] }),
  );
}
