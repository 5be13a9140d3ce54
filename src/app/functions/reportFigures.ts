import { z } from "zod";
import { assignmentTypes } from "../../domain/member/messages.ts";
import { type FigureRow, units } from "../../projections/figures/figure.ts";
import { figureNames, methodsOf } from "../../projections/figures/figures.ts";
import { stepNames } from "../../projections/figures/steps.ts";
import type { FigureAnswer } from "../figures/answerFigure.ts";
import { figureReads } from "../served/figureReads.ts";
import { counted } from "./answers.ts";
import { day, point, team, value } from "./shapes.ts";
import { reading, teamFunction } from "./teamFunction.ts";

const methods = figureNames.map((name) => `${name}: ${methodsOf(name).join(", ")}`).join("; ");

const input = z.strictObject({
  figure: z.enum(figureNames).describe("Which figure."),
  from: day.optional().describe("The first day. Left out: that of the eleventh month before `to`."),
  to: day.optional().describe("The last day; one to come counts what is scheduled. Left out: `asOf`, or today."),
  step: z.enum(stepNames).default("month").describe("By what the period is parted."),
  method: value(40).optional().describe(`How it is computed. Left out: the first of these. ${methods}`),
  team: team.optional().describe("Of one team. Left out: of all that the caller may see."),
  ...point,
  restated: z
    .boolean()
    .default(false)
    .describe("With `knownAt`: also what is known now, and what makes the difference."),
});

const range = { from: z.string(), to: z.string() };
const row = z.object({
  ...{ ...range, group: z.string().nullable(), numerator: z.number(), denominator: z.number().nullable() },
  value: z.number().nullable().describe("None (null) where there is nobody to divide by."),
  parts: z.record(z.string(), z.number().nullable()),
});
const queue = { queueId: z.string(), queue: z.string() };
const figure = z.object({
  ...{ figure: z.enum(figureNames), unit: z.enum(units).describe("A share of 0.091 is 9.1 %."), method: z.string() },
  ...{ definition: z.string(), source: z.string().describe("Whose definition it is."), period: z.object(range) },
  ...{ step: z.enum(stepNames), team: z.string().nullable(), position: z.string() },
  at: z.object({ asOf: z.string(), knownAt: z.string().nullable(), position: z.string() }).optional(),
  scheduled: z
    .object({
      applied: z.number(),
      refused: z.array(z.object({ changeId: z.string(), on: z.string(), code: z.string() })),
    })
    .optional(),
  rows: z.array(row),
  total: row.optional(),
  intervals: z
    .array(z.object({ ...queue, ...range, covering: z.number(), minimum: z.number(), state: z.string() }))
    .optional(),
  assignments: z
    .array(z.object({ ...queue, ...range, memberId: z.string(), assignmentType: z.enum(assignmentTypes) }))
    .optional(),
  queues: z.array(z.object({ ...queue, on: z.string(), memberId: z.string() })).optional(),
  why: z.string().optional(),
});
const event = z.object({
  ...{ eventId: z.string(), position: z.string(), type: z.string(), recordedAt: z.string(), effectiveOn: z.string() },
  ...{ memberId: z.string().nullable(), queueId: z.string().nullable() },
});
const output = figure.extend({ restated: z.object({ now: figure, events: z.array(event) }).optional() });
type Output = z.output<typeof output>;

/** The figures that people ask for, for an assistant; docs/figures.md defines each. */
export const reportFigures = teamFunction({
  name: "report_figures",
  title: "Figures of the team over time",
  description:
    "Headcount, composition, joiners and leavers, turnover, attrition, tenure, span of control, coverage of queues, assignments and their churn, single points of failure, workload: over a period, in steps, by a named method. Tell numerator and denominator with a rate: in a small team one person is much of it.",
  ...{ input, output, hints: reading },
  async run({ muster, principal }, { figure: name, restated, ...asked }) {
    const reads = figureReads(muster, principal);
    if (!restated) return plain(await reads.figure(name, asked));
    const { then, now, events } = await reads.restated(name, asked);
    return { ...plain(then), restated: { now: plain(now), events: json(events) as z.output<typeof event>[] } };
  },
  inShort,
});

/** Positions as text, and lists that are ours. */
const json = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer, (_, each: unknown) => (typeof each === "bigint" ? String(each) : each)));
const plain = (answer: FigureAnswer) => json(answer) as Output;

const most = 30;

function inShort({ figure: name, team: of, unit, period, step, rows, total, method, source, why, restated }: Output) {
  const title = `${name} of ${of ?? "the organisation"}, ${period.from} to ${period.to}, by ${step}`;
  const all = total ? [...rows, { ...total, group: "total" }] : rows;
  return [
    `${title}.`,
    ...(why === undefined ? [] : [why]),
    ...all.slice(0, most).map((each) => inALine(each, unit)),
    ...(all.length > most ? [`and ${counted(all.length - most, "line")} more.`] : []),
    `Method: ${method}. Source: ${source}.`,
    ...(restated ? [`Known by now: ${counted(restated.events.length, "event")} made a difference since.`] : []),
  ].join("\n");
}

function inALine({ from, to, group, numerator, denominator, value: is }: FigureRow, unit: Output["unit"]): string {
  const told = is === null ? "none" : unit === "share" ? `${(is * 100).toFixed(1)} %` : rounded(is);
  const divided = denominator === null ? "" : ` (${rounded(numerator)} ÷ ${rounded(denominator)})`;
  return `${from} to ${to}${group === null ? "" : `, ${group}`}: ${told}${divided}`;
}

const rounded = (number: number): string => (Number.isInteger(number) ? String(number) : number.toFixed(2));
