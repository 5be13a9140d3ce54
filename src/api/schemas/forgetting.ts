import { z } from "zod";
import type { ErasurePlan } from "../../app/erasure/erasures.ts";
import type { ListedHold } from "../../app/holds/listed.ts";
import { day, instant, position } from "./values.ts";

/** What an erasure does, or would do. */
export const planSchema = z
  .object({
    memberId: z.string(),
    name: z.string(),
    erased: z.boolean().meta({ description: "Whether it was done before." }),
    sealedEvents: z.number().meta({ description: "Events of which nothing personal can be read afterwards." }),
    traces: z.array(
      z.object({
        what: z.string(),
        where: z.string(),
        count: z.number(),
        fate: z.enum(["removed", "listed"]).meta({ description: "`listed` is for somebody to look at." }),
      }),
    ),
  })
  .meta({ id: "ErasurePlan" });

export const planAnswer = (plan: ErasurePlan): z.infer<typeof planSchema> => ({
  ...plan,
  traces: plan.traces.map((trace) => ({ ...trace })),
});

const done = z.object({
  at: instant,
  by: z.object({ issuer: z.string(), subject: z.string() }),
  reason: z.string().nullable().meta({ description: "Null where whom it told of is erased." }),
});

export const holdSchema = z
  .object({
    holdId: z.string(),
    memberIds: z.array(z.string()),
    query: z
      .object({ team: z.string().nullable(), leftFrom: day.nullable(), leftUntil: day.nullable() })
      .nullable()
      .meta({ description: "Whoever is so at the time when it is asked." }),
    placed: done,
    released: done.nullable(),
  })
  .meta({ id: "LegalHold" });

export const holdAnswer = ({ memberIds, ...hold }: ListedHold): z.infer<typeof holdSchema> => ({
  ...hold,
  memberIds: [...memberIds],
});

export const holdDone = z.object({ holdId: z.string(), position });
