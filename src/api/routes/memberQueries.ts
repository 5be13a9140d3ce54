import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { FileMember } from "../../app/fallback/fileReads.ts";
import type { Muster } from "../../app/muster.ts";
import type { MemberSort } from "../../app/ports/rosterPages.ts";
import type { SeenMember } from "../../app/served/memberReads.ts";
import { mapPage, type Page } from "../../app/served/page.ts";
import { musterFor } from "../../app/serving.ts";
import { atPoint } from "../http/atPoint.ts";
import { callerOf } from "../http/caller.ts";
import { csvAlso, sendCsv, wantsCsv } from "../http/csvAnswer.ts";
import { etagOf } from "../http/conditions.ts";
import { answerPage, byDay, byHistory, byText, cursorOf } from "../http/cursors.ts";
import { readOrFile } from "../http/fromFile.ts";
import { blameSchema, historySchema } from "../schemas/history.ts";
import { asJson } from "../schemas/json.ts";
import { listAt, paging } from "../schemas/lists.ts";
import { memberDetailsSchema, memberSchema } from "../schemas/members.ts";
import { pointAsked, told as at } from "../schemas/points.ts";
import { problems } from "../schemas/problems.ts";
import { memberId, memberReference, queueReference, text } from "../schemas/values.ts";

const tags = ["members"];
const params = z.object({ id: memberId });
const sorts = ["name", "-name", "email", "-email", "team", "-team", "startDate", "-startDate"] as const;

const membersQuery = z.strictObject({
  team: text(800).optional(),
  active: z
    .enum(["true", "false", "all"])
    .default("true")
    .meta({ description: "Leavers alone with `false`, both with `all`." }),
  manager: memberReference.optional(),
  queue: queueReference.optional(),
  q: text(200).optional().meta({ description: "A part of the name, email address or title, whatever its case." }),
  sort: z.enum(sorts).default("name").meta({ description: "Backwards with a minus." }),
  ...pointAsked,
  ...paging,
});

/** Reads of members. */
export function addMemberQueries(app: FastifyInstance, muster: Muster): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/members",
    {
      schema: {
        ...{ summary: "Members, a page at a time", tags, querystring: membersQuery },
        response: { 200: csvAlso(listAt(memberSchema)), ...problems },
      },
    },
    async (request, reply) => {
      const { team, active, manager, queue, q, sort: sorted, limit } = request.query;
      const sort = sortOf(sorted);
      const then = await atPoint(request, muster, request.query);
      const served = musterFor(then.muster, callerOf(request));
      const asked = { team, manager, queue, text: q, active: active === "all" ? undefined : active === "true", sort };
      if (wantsCsv(request)) return sendCsv(reply, "members", await served.exports.membersAsked(asked));
      const after = await cursorOf(request, sort.by === "startDate" ? byDay : byText, muster);
      const page = await readOrFile<Page<SeenMember | FileMember>>(
        { request, reply, muster },
        {
          tables: () => served.pages.members(asked, { after, limit }),
          file: (reads) => (then.told.at ? undefined : reads.members(asked, { after, limit })),
        },
      );
      return {
        ...(await answerPage(request, reply, mapPage(page, asJson<SeenMember | FileMember>), muster)),
        ...then.told,
      };
    },
  );
  addOneMember(app, muster);
}

/** The minus and the column are those of the list of sorts. */
const sortOf = (sort: (typeof sorts)[number]): MemberSort => ({
  by: sort.replace("-", "") as MemberSort["by"],
  descending: sort.startsWith("-"),
});

function addOneMember(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/members/:id",
    {
      schema: {
        ...{ summary: "A member", tags, params, querystring: z.strictObject(pointAsked) },
        response: { 200: memberDetailsSchema, ...problems },
      },
    },
    async (request, reply) => {
      const then = await atPoint(request, muster, request.query);
      const member = await musterFor(then.muster, callerOf(request)).pages.member(request.params.id);
      // A change is made to what is now.
      if (!then.told.at) reply.header("etag", etagOf(member.revision));
      return { ...asJson(member), ...then.told };
    },
  );
  addTold(app, muster);
}

/** What is told of a member's changes. */
function addTold(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const told = z.strictObject({ ...pointAsked, ...paging });
  routes.get(
    "/members/:id/history",
    {
      schema: {
        ...{ summary: "What changed of a member, newest first", tags, params, querystring: told },
        response: { 200: csvAlso(listAt(historySchema)), ...problems },
      },
    },
    async (request, reply) => {
      const then = await atPoint(request, muster, request.query);
      const { pages, exports } = musterFor(then.muster, callerOf(request));
      if (wantsCsv(request)) return sendCsv(reply, "history", await exports.history(request.params.id));
      const slice = { after: await cursorOf(request, byHistory, muster), limit: request.query.limit };
      const page = await pages.history(request.params.id, slice);
      return { ...(await answerPage(request, reply, mapPage(page, asJson), muster)), ...then.told };
    },
  );
  routes.get(
    "/members/:id/blame",
    {
      schema: {
        ...{ summary: "Which event set each value of a member", tags, params },
        querystring: z.strictObject(pointAsked),
        response: { 200: z.object({ items: z.array(blameSchema), ...at }), ...problems },
      },
    },
    async (request) => {
      const then = await atPoint(request, muster, request.query);
      const blamed = await musterFor(then.muster, callerOf(request)).pages.blame(request.params.id);
      return { items: blamed.map(asJson), ...then.told };
    },
  );
}
