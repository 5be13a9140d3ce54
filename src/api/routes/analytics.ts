import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { FigureAnswer } from "../../app/figures/answerFigure.ts";
import { fileLines } from "../../app/figures/figureCsv.ts";
import type { Muster } from "../../app/muster.ts";
import { musterFor } from "../../app/serving.ts";
import { type FigureName, figureNames, methodsOf } from "../../projections/figures/figures.ts";
import { stepNames } from "../../projections/figures/steps.ts";
import { callerOf } from "../http/caller.ts";
import { sendCsv, wantsCsv } from "../http/csvAnswer.ts";
import { pointAsked } from "../schemas/points.ts";
import { type FigureJson, figureSchema } from "../schemas/figures.ts";
import { asJson } from "../schemas/json.ts";
import { flag } from "../schemas/lists.ts";
import { problems } from "../schemas/problems.ts";
import { day, text } from "../schemas/values.ts";

const tags = ["analytics"];

const queryOf = (name: FigureName) =>
  z.strictObject({
    from: day.optional().meta({ description: "The first day; that of the eleventh month before `to` unless given." }),
    to: day.optional().meta({ description: "The last day; today unless given." }),
    step: z.enum(stepNames).default("month").meta({ description: "By what the period is parted." }),
    method: z.enum(methodsOf(name)).default(methodsOf(name)[0] ?? ""),
    team: text(800).optional().meta({ description: "Of one team; else of all that the caller may see." }),
    restated: flag("With `knownAt`: also as it is known now, with the events that make the difference."),
    lines: z.enum(fileLines).default("rows").meta({ description: "What the lines of a file are." }),
    ...pointAsked,
    asOf: day.optional().meta({ description: "The last day that is looked at, where `to` is not given." }),
  });

const titles: Readonly<Record<FigureName, string>> = {
  headcount: "Headcount: on average, at the beginning and at the end",
  composition: "Who is there, by team, title or length of service",
  "joiners-leavers": "Who joined and who left, by kind",
  turnover: "Separations by headcount",
  attrition: "Voluntary leavers, retirements and deaths by headcount",
  tenure: "Days of service, on average",
  "span-of-control": "Direct reports of a manager, on average, and layers",
  coverage: "Days on which queues were uncovered or under their minimum, and in which intervals",
  assignments: "How many assignments each queue had, and who covered it from when to when",
  workload: "Tickets that came in, by who was there to do them",
  churn: "Assignments that ended, by how many there were",
  "single-points-of-failure": "Queues that one active person alone covers",
};

const answer = {
  description: "The figure as JSON; with `Accept: text/csv` its rows. docs/figures.md has the definitions.",
  content: { "application/json": { schema: figureSchema }, "text/csv": { schema: z.string() } },
};

/** Figures that people ask for. */
export function addAnalytics(app: FastifyInstance, muster: Muster): void {
  for (const name of figureNames) addFigure(app, muster, name);
}

function addFigure(app: FastifyInstance, muster: Muster, name: FigureName): void {
  const schema = { summary: titles[name], tags, querystring: queryOf(name), response: { 200: answer, ...problems } };
  app.withTypeProvider<ZodTypeProvider>().get(`/analytics/${name}`, { schema }, async (request, reply) => {
    const { figures } = musterFor(muster, callerOf(request));
    const { restated: restating, lines, ...asked } = request.query;
    const restated = restating === "true";
    if (wantsCsv(request)) return sendCsv(reply, name, await figures.csv(name, asked, { lines, restated }));
    if (!restated) return figureAnswer(await figures.figure(name, asked));
    const { then, now, events } = await figures.restated(name, asked);
    return { ...figureAnswer(then), restated: { now: figureAnswer(now), events: events.map((each) => asJson(each)) } };
  });
}

/** The answer with its lists as JSON has them. */
const figureAnswer = (answer: FigureAnswer): FigureJson => {
  const { position, at, scheduled, rows, total, intervals, assignments, queues, ...rest } = answer;
  return {
    ...rest,
    ...(scheduled && { scheduled: { ...scheduled, refused: [...scheduled.refused] } }),
    ...(at && { at: { ...at, position: String(at.position) } }),
    position: String(position),
    rows: [...rows],
    ...(total && { total }),
    ...(intervals && { intervals: [...intervals] }),
    ...(assignments && { assignments: [...assignments] }),
    ...(queues && { queues: [...queues] }),
  };
};
