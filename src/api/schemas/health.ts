import { z } from "zod";
import { position } from "./values.ts";

const check = {
  ok: z.boolean(),
  detail: z.string().nullable().meta({ description: "What is wrong." }),
};
const stands = position.nullable();

/** Each thing that must be well; null is what cannot be found out now. */
export const healthSchema = z
  .object({
    ok: z.boolean(),
    checks: z.object({
      log: z.object({ ...check, position: stands }),
      tables: z.object({ ...check, position: stands }),
      projector: z.object({
        ...check,
        projecting: z.boolean().nullable().meta({ description: "Whether any process keeps the tables in step." }),
        lagEvents: z.number().int().nullable(),
        lagSeconds: z.number().nullable(),
      }),
      parked: z.object({ ...check, events: z.number().int().nullable() }),
      file: z.object({
        ...check,
        position: stands,
        ageSeconds: z.number().nullable().meta({ description: "Since it was written; null where none is kept." }),
      }),
      ledger: z.object({
        ...check,
        position: stands,
        signedPosition: stands.meta({ description: "Up to where a signed head vouches for the log." }),
        unsignedEvents: z.number().int().nullable(),
        unsignedSeconds: z.number().nullable().meta({ description: "How long the oldest of them has been waiting." }),
        headAgeSeconds: z.number().nullable().meta({ description: "Since the newest head was signed." }),
      }),
    }),
  })
  .meta({ id: "Health" });
export type HealthAnswer = z.infer<typeof healthSchema>;
