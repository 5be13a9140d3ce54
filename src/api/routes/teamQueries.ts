import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Muster } from "../../app/muster.ts";
import { mapPage } from "../../app/served/page.ts";
import type { ChartNode } from "../../app/served/orgChart.ts";
import { musterFor } from "../../app/serving.ts";
import { atPoint } from "../http/atPoint.ts";
import { callerOf } from "../http/caller.ts";
import { answerPage, byName, byText, cursorOf } from "../http/cursors.ts";
import { listAt, paging, wholeNumber } from "../schemas/lists.ts";
import { pointAsked } from "../schemas/points.ts";
import { problems } from "../schemas/problems.ts";
import { type ChartAnswer, chartNode, teamSchema } from "../schemas/teams.ts";
import { memberId, text } from "../schemas/values.ts";

const tags = ["teams"];

const chartQuery = z.strictObject({
  root: memberId.optional().meta({ description: "Whose reports; those whom nobody active leads unless given." }),
  team: text(800).optional(),
  depth: wholeNumber(1, 20).default(5).meta({ description: "So many levels, 1 to 20." }),
  ...pointAsked,
  ...paging,
});

/** Reads of teams, and of who reports to whom. */
export function addTeamQueries(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/teams",
    {
      schema: {
        ...{ summary: "Teams by name", tags, querystring: z.strictObject({ ...pointAsked, ...paging }) },
        response: { 200: listAt(teamSchema), ...problems },
      },
    },
    async (request, reply) => {
      const slice = { after: await cursorOf(request, byName, muster), limit: request.query.limit };
      const then = await atPoint(request, muster, request.query);
      const page = await musterFor(then.muster, callerOf(request)).pages.teams(slice);
      return { ...(await answerPage(request, reply, page, muster)), ...then.told };
    },
  );
  routes.get(
    "/org-chart",
    {
      schema: {
        ...{ summary: "Who reports to whom; pages are of the topmost level", tags, querystring: chartQuery },
        response: { 200: listAt(chartNode), ...problems },
      },
    },
    async (request, reply) => {
      const { root, team, depth, limit } = request.query;
      const then = await atPoint(request, muster, request.query);
      const { pages } = musterFor(then.muster, callerOf(request));
      const page = await pages.orgChart(
        { root, team, depth },
        { after: await cursorOf(request, byText, muster), limit },
      );
      return { ...(await answerPage(request, reply, mapPage(page, nodeAnswer), muster)), ...then.told };
    },
  );
}

const nodeAnswer = ({ reports, ...node }: ChartNode): ChartAnswer => ({ ...node, reports: reports.map(nodeAnswer) });
