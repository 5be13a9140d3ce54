import { z } from "zod";
import { listed } from "../roster/orderSchemas.ts";
import type { Foreseen } from "../served/changeLists.ts";
import { counted, listed as inALine } from "./answers.ts";
import { day, reason } from "./shapes.ts";
import { reading, teamFunction } from "./teamFunction.ts";

const row = z.record(z.string(), z.unknown()).nullable();
const person = z.object({ memberId: z.string(), name: z.string() });
const cover = {
  minimum: z.number(),
  primary: z.number(),
  backup: z.number(),
  trainee: z.number(),
  covered: z.boolean(),
};

const output = z.object({
  asOf: z.string(),
  refusals: z
    .array(z.object({ command: z.number(), code: z.string(), message: z.string() }))
    .describe(
      "Commands that would be refused, by their place in the list from 0; the rest is told as if it alone were given.",
    ),
  rows: z.array(z.object({ table: z.string(), before: row, after: row })),
  coverage: z.array(z.object({ queueId: z.string(), queue: z.string(), ...cover, before: z.object(cover).nullable() })),
  managers: z
    .array(person.extend({ from: person.nullable(), to: person.nullable() }))
    .describe("Who would report to somebody else; `to` is null where they would be left without a manager."),
  conflicts: z
    .array(z.object({ changeId: z.string(), on: z.string(), code: z.string(), message: z.string() }))
    .describe("Scheduled changes that would be refused on their day because of this."),
  plan: z
    .string()
    .nullable()
    .describe("`carry_out_changes` takes it, to record just this. Null where something is refused."),
});

/** What would come of commands. */
export const foreseeChanges = teamFunction({
  name: "foresee_changes",
  title: "What would come of changes",
  description:
    "Tells what would come of a list of changes on a day, past or to come, and records nothing: the rows that would change, what would be refused, how queues would be covered, and who would get which manager. Use it before larger changes and show the user what it says.",
  input: z.strictObject({
    commands: listed,
    asOf: day.optional().describe("The day that is told of, and of commands that name none. Left out: today."),
    reason: reason.optional(),
  }),
  output,
  hints: reading,
  async run({ lists, order }, { commands: orders, asOf, reason: why }) {
    return answerOf(await lists.rehearse({ orders, asOf }, order(why)));
  },
  inShort: ({ asOf, rows, managers, coverage, refusals, conflicts }) =>
    [
      `As of ${asOf}: ${counted(rows.filter(({ table }) => table !== "team_member_history").length, "row")} would change.`,
      ...managers.map(({ name, to }) => `${name} would ${to ? `report to ${to.name}` : "be left without a manager"}.`),
      ...(coverage.some(({ covered }) => !covered)
        ? [`Not covered: ${inALine(coverage.filter(({ covered }) => !covered).map(({ queue }) => queue))}.`]
        : []),
      ...refusals.map(({ command, message, code }) => `Command ${command} would be refused: ${message} (${code})`),
      ...conflicts.map(({ on, message }) => `What is scheduled for ${on} would be refused: ${message}`),
    ].join("\n"),
});

const answerOf = ({
  asOf,
  refusals,
  rows,
  coverage,
  managers,
  conflicts,
  plan,
}: Foreseen): z.output<typeof output> => ({
  ...{ asOf, plan, rows: rows.map((each) => ({ ...each })) },
  refusals: refusals.map(({ command, code, message }) => ({ command, code, message })),
  coverage: coverage.map((each) => ({ ...each })),
  managers: managers.map((each) => ({ ...each })),
  conflicts: conflicts.map((each) => ({ ...each })),
});
