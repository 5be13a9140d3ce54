import { z } from "zod";
import type { Foreseen } from "../../app/served/changeLists.ts";
import { coverageSchema } from "./queues.ts";
import { day } from "./values.ts";

const row = z.record(z.string(), z.unknown()).nullable();
const person = z.object({ memberId: z.string(), name: z.string() });

const foreseen = {
  asOf: day.meta({ description: "The day that is told of." }),
  events: z.array(z.object({ type: z.string(), effectiveOn: day, data: z.record(z.string(), z.unknown()) })),
  refusals: z
    .array(
      z.object({
        command: z.int().meta({ description: "Which of the list, from 0." }),
        ...{ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()) },
      }),
    )
    .meta({ description: "What would be refused; the rest is told as if it alone were given." }),
  rows: z.array(
    z.object({
      table: z.enum(["team_members", "queues", "team_queue_assignments", "team_member_history"]),
      before: row,
      after: row,
    }),
  ),
  coverage: z
    .array(coverageSchema.extend({ before: coverageSchema.omit({ queueId: true, queue: true }).nullable() }))
    .meta({ description: "Of the queues that it concerns, as it would be; `before` is as it is without." }),
  managers: z.array(person.extend({ from: person.nullable(), to: person.nullable() })).meta({
    description: "Who would report to somebody else; `to` is null where they would be left without a manager.",
  }),
  conflicts: z
    .array(z.object({ changeId: z.string(), on: day, code: z.string(), message: z.string() }))
    .meta({ description: "Scheduled changes that would be refused on their day because of this." }),
  plan: z
    .string()
    .nullable()
    .meta({ description: "Has just this recorded: give it with the same commands. Null where something is refused." }),
};

/** What would come of commands: nothing of it was recorded. */
export const whatIfSchema = z.object(foreseen).meta({ id: "WhatIf" });
export const rehearsedSchema = z.object({ dryRun: z.literal(true), ...foreseen }).meta({ id: "Rehearsed" });
type WhatIfAnswer = z.infer<typeof whatIfSchema>;

/** What would come of commands, as JSON has it. */
export const whatIfAnswer = ({ events, ...told }: Foreseen): WhatIfAnswer => ({
  // It is JSON already but for how its lists are declared.
  ...(structuredClone(told) as unknown as Omit<WhatIfAnswer, "events">),
  events: events.map(({ type, meta, data }) => ({ type, effectiveOn: meta.effectiveOn, data: { ...data } })),
});
